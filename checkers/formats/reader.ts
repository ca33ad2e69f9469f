import { show, showShort, type Value } from '../value.ts';
import { CHARACTERS, ESCAPES } from './characters.ts';
import { numberOf } from './number.ts';
import { CutShort, Incomplete, Unreadable } from './unreadable.ts';

/** Deeper than any history, and shallow enough for any stack. */
const DEPTH_MAX = 200;

const TAB = 9;
const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const APOSTROPHE = 39;
const OPEN_ROUND = 40;
const CLOSE_ROUND = 41;
const COMMA = 44;
const COLON = 58;
const SEMICOLON = 59;
const OPEN_SQUARE = 91;
const BACKSLASH = 92;
const CLOSE_SQUARE = 93;
const UNDERSCORE = 95;
const OPEN_CURLY = 123;
const CLOSE_CURLY = 125;

/** Whole numbers below are kept without a heap object each. */
const SMALL_MAX = 2 ** 30;

/** True for characters that end a number, a symbol or a keyword. */
const ENDS = new Uint8Array(128);
for (let code = 0; code <= SPACE; code += 1) ENDS[code] = 1;
for (const character of '",;()[]{}') ENDS[character.charCodeAt(0)] = 1;

/**
 * Reads the forms of EDN (github.com/edn-format/edn) and of JSON that histories consist of, from a
 * text that may grow. In JSON, a colon is space. Tags are read over: a tagged value is the value.
 */
export class Reader {
  text = '';
  /** Where the next form is looked for. */
  at = 0;
  /** No more text follows. */
  final = false;
  readonly json: boolean;
  /** Room for a list of numbers while it is read. */
  readonly #scratch: number[] = [];

  constructor(json: boolean) {
    this.json = json;
  }

  /** Goes over space, comments and discarded forms. Returns the next character, NaN at the end. */
  skip(depth = 0): number {
    const { text, json } = this;
    for (;;) {
      const code = text.charCodeAt(this.at);
      if (code === SPACE || code === COMMA || (code <= SPACE && code >= TAB)) this.at += 1;
      else if (json && code === COLON) this.at += 1;
      else if (code === SEMICOLON && !json) {
        const end = text.indexOf('\n', this.at);
        if (end < 0) this.#more();
        this.at = end < 0 ? text.length : end + 1;
      } else if (code === HASH) {
        const next = text.charCodeAt(this.at + 1);
        if (next !== next) this.#more();
        if (next !== UNDERSCORE) return code;
        this.at += 2;
        this.read(depth + 1);
      } else return code;
    }
  }

  /** Reads one form. @throws Incomplete, Unreadable */
  read(depth = 0): Value {
    if (depth > DEPTH_MAX) throw new Unreadable(`this is nested deeper than ${DEPTH_MAX}`, this.at);
    const code = this.skip(depth);
    switch (code) {
      case QUOTE:
        return this.#string();
      case COLON:
        return this.#keyword();
      case OPEN_SQUARE:
        return this.#sequence(CLOSE_SQUARE, depth);
      case OPEN_ROUND:
        return this.#sequence(CLOSE_ROUND, depth);
      case OPEN_CURLY:
        return this.#record(depth);
      case BACKSLASH:
        return this.#character();
      case HASH:
        return this.#tagged(depth);
      case CLOSE_SQUARE:
      case CLOSE_ROUND:
      case CLOSE_CURLY:
        throw new Unreadable(`there is a '${this.text[this.at]}' that nothing opened`, this.at);
      default:
        if (code !== code) return this.#end();
        return this.#atom();
    }
  }

  /** Reads the name of a map's entry; undefined at the end of the map, which it goes over. */
  name(): string | undefined {
    const code = this.skip();
    if (code === CLOSE_CURLY) {
      this.at += 1;
      return undefined;
    }
    if (code === COLON) return this.#keyword();
    return nameOf(this.read());
  }

  #more(): void {
    if (!this.final) throw new Incomplete();
  }

  #end(): never {
    this.#more();
    throw new CutShort('the text ends in the middle', this.text.length);
  }

  #sequence(close: number, depth: number): Value[] {
    this.at += 1;
    const integers = this.#integers(close);
    if (integers !== undefined) return integers;
    const values: Value[] = [];
    while (this.skip() !== close) values.push(this.read(depth + 1));
    this.at += 1;
    // A copy holds no room to grow: a history has millions of small ones.
    return values.slice();
  }

  /** Reads on to the end of a sequence of small whole numbers; undefined, and nothing read, if it is none. */
  #integers(close: number): number[] | undefined {
    const { text } = this;
    const integers = this.#scratch;
    let at = this.at;
    for (let count = 0; ; count += 1) {
      let code = text.charCodeAt(at);
      while (code === SPACE || code === COMMA) code = text.charCodeAt(++at);
      if (code === close) {
        this.at = at + 1;
        return integers.slice(0, count);
      }
      const from = at;
      let number = 0;
      while (code >= 48 && code <= 57 && number < SMALL_MAX) {
        number = number * 10 + (code - 48);
        code = text.charCodeAt(++at);
      }
      if (at === from || number >= SMALL_MAX) return undefined;
      integers[count] = number;
    }
  }

  #record(depth: number): Value {
    const record: Record<string, Value> = {};
    this.at += 1;
    while (this.skip() !== CLOSE_CURLY) {
      const key = this.read(depth + 1);
      const name = nameOf(key);
      const value = this.read(depth + 1);
      // A plain assignment of this one name would set the prototype.
      if (name === '__proto__') Object.defineProperty(record, name, { value, enumerable: true });
      else record[name] = value;
    }
    this.at += 1;
    return record;
  }

  #tagged(depth: number): Value {
    const next = this.text.charCodeAt(this.at + 1);
    if (next !== next) this.#end();
    if (next === OPEN_CURLY) {
      this.at += 1;
      return inOrder(this.#sequence(CLOSE_CURLY, depth));
    }
    if (next === HASH) {
      this.at += 2;
      const name = this.#token();
      return name === 'Inf' ? Infinity : name === '-Inf' ? -Infinity : Number.NaN;
    }
    const name = this.#tag();
    // A var of Clojure, as #'clojure.core/conj, is no tag: nothing belongs to it.
    return next === APOSTROPHE ? name : this.read(depth + 1);
  }

  /** Goes over a tag: its form is next. A regular expression of Clojure is a text with an empty one. */
  #tag(): string {
    const start = this.at;
    this.at += 1;
    const name = this.#token();
    if (name !== '' || this.text.charCodeAt(this.at) === QUOTE) return name;
    throw new Unreadable('there is a stray "#"', start);
  }

  #string(): string {
    const { text } = this;
    const start = this.at + 1;
    for (let at = start; ; at += 1) {
      const code = text.charCodeAt(at);
      if (code !== code) this.#end();
      if (code === BACKSLASH) return this.#escaped(start);
      if (code !== QUOTE) continue;
      this.at = at + 1;
      return text.slice(start, at);
    }
  }

  #escaped(start: number): string {
    const { text } = this;
    let out = '';
    let from = start;
    for (let at = start; ; at += 1) {
      const code = text.charCodeAt(at);
      if (code !== code) this.#end();
      if (code === QUOTE) {
        this.at = at + 1;
        return out + text.slice(from, at);
      }
      if (code !== BACKSLASH) continue;
      out += text.slice(from, at);
      const kind = text[at + 1];
      if (kind === undefined || (kind === 'u' && at + 6 > text.length)) this.#end();
      if (kind === 'u') {
        const digits = text.slice(at + 2, at + 6);
        if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw new Unreadable('\\u wants four digits', at);
        out += String.fromCharCode(Number.parseInt(digits, 16));
        at += 5;
      } else {
        const plain = ESCAPES[kind ?? ''];
        if (plain === undefined)
          throw new Unreadable(`there is no escape ${show(`\\${kind}`)}`, at);
        out += plain;
        at += 1;
      }
      from = at + 1;
    }
  }

  #keyword(): string {
    const start = this.at;
    this.at += 1;
    const name = this.#token();
    if (name === '') throw new Unreadable('a keyword has a name after its colon', start);
    return name;
  }

  #character(): string {
    // The first one belongs to it whatever it is, as in \( or \;.
    const start = this.at;
    this.at += 2;
    const first = this.text[this.at - 1] ?? this.#end();
    const name = first + this.#token();
    if (/^u[0-9a-fA-F]{4}$/.test(name)) {
      return String.fromCharCode(Number.parseInt(name.slice(1), 16));
    }
    const character = [...name].length === 1 ? name : CHARACTERS.get(name);
    if (character !== undefined) return character;
    throw new Unreadable(`there is no character ${showShort(`\\${name}`)}`, start);
  }

  /** The characters up to the next that ends a token. */
  #token(): string {
    const { text } = this;
    const start = this.at;
    let at = start;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code !== code) {
        this.#more();
        break;
      }
      if (code < 128 && ENDS[code] === 1) break;
      at += 1;
    }
    this.at = at;
    return text.slice(start, at);
  }

  #atom(): Value {
    const start = this.at;
    const { text } = this;
    const first = text.charCodeAt(start);
    const negative = first === 45;
    let at = negative || first === 43 ? start + 1 : start;
    let number = 0;
    const from = at;
    let code = text.charCodeAt(at);
    while (code >= 48 && code <= 57) {
      number = number * 10 + (code - 48);
      at += 1;
      code = text.charCodeAt(at);
    }
    // A whole number of few digits, which most are, is done here.
    if (at > from && at - from <= 15 && code < 128 && ENDS[code] === 1) {
      this.at = at;
      return negative ? -number : number;
    }
    const token = this.#token();
    if (at > from) return numberOf(token, start);
    if (token === 'nil' || token === 'null') return null;
    if (token === 'true') return true;
    if (token === 'false') return false;
    if (token === '') throw new Unreadable(`there is a stray ${show(text[start] ?? '')}`, start);
    if (this.json) throw new Unreadable(`${showShort(token)} is no JSON`, start);
    return token;
  }

  /** True when the next character opens a map, a vector or a list, which it then goes over. */
  opens(): 'map' | 'sequence' | undefined {
    let code = this.skip();
    // A tagged map, as #jepsen.history.Op{...}.
    while (code === HASH) {
      this.#tag();
      code = this.skip();
    }
    if (code !== code) this.#end();
    if (code !== OPEN_CURLY && code !== OPEN_SQUARE && code !== OPEN_ROUND) return undefined;
    this.at += 1;
    return code === OPEN_CURLY ? 'map' : 'sequence';
  }

  /** True when the next character closes a vector or a list, which it then goes over. */
  closes(): boolean {
    const code = this.skip();
    if (code !== CLOSE_SQUARE && code !== CLOSE_ROUND) return false;
    this.at += 1;
    return true;
  }
}

/** A map's key as a name. No two keys have the same, but for 1 and "1". */
const nameOf = (key: Value): string => (typeof key === 'string' ? key : show(key));

/** The elements of a set in an order of their own, so that equal sets are equal lists. */
function inOrder(elements: Value[]): Value[] {
  if (elements.every((one) => typeof one === 'number')) return elements.sort((a, b) => a - b);
  const shown = elements.map((one) => ({ one, text: show(one) }));
  return shown.sort((a, b) => (a.text < b.text ? -1 : 1)).map(({ one }) => one);
}
