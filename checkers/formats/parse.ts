import { InvalidInput } from '@dstudio/kernel';
import { createHistoryBuilder } from '../history/builder.ts';
import type { History } from '../history/operation.ts';
import { readBareEvent, readEvent } from './event.ts';
import { blankIn, detect, FORMATS, type Format, type Syntax } from './format.ts';
import { createLines } from './lines.ts';
import { type LogKind, logKindOf, readLogLine } from './log.ts';
import { Reader } from './reader.ts';
import { CutShort, Incomplete, Unreadable } from './unreadable.ts';

/** One event of more characters is no event: a read of a million numbers has eight million. */
const EVENT_CHARACTERS_MAX = 2 ** 25;

const TEXT_CHARACTERS_MAX = 2 ** 33;

export interface HistoryParser {
  /** Takes the next piece of the text, cut anywhere. @throws InvalidInput */
  write(chunk: string): void;
  /** No more text. @throws InvalidInput when there is no history in it */
  end(): History;
}

export interface ParseOptions {
  /** What it is; by default it is told by its first characters. */
  readonly format?: Format;
  /** Its name, for errors; default 'history'. */
  readonly file?: string;
}

/**
 * Reads a history piece by piece: the text is not kept. Knows the formats in {@link FORMATS}.
 *
 * @throws InvalidInput with file, line and column for what cannot be read or does not follow
 */
export function createHistoryParser({
  format,
  file = 'history',
}: ParseOptions = {}): HistoryParser {
  const builder = createHistoryBuilder(file);
  const lines = createLines();
  /** What the text looks like, and what it is read as. */
  let told: Syntax | 'unknown' | undefined;
  let syntax: Syntax | undefined;
  let reader = new Reader(false);
  /** The vector or list around all events. */
  let container: 'none' | 'open' | 'closed' = 'none';
  let logKind: LogKind | undefined;
  let found = 0;
  let size = 0;
  /** Where the form that is read begins. */
  let begun = 0;
  /** Below this length, reading on would only fail again. */
  let wanted = 0;

  const refuse = (problem: string, at: number, hint: string): never => {
    throw new InvalidInput(problem, {
      where: { file, ...lines.placeOf(reader.text, at) },
      hint,
    });
  };

  /** What to do about something that cannot be read. */
  const advice = (): string => {
    const others = told !== undefined && told !== syntax ? formatsOf(told) : '';
    if (format === undefined) return `it was read as ${NAMES[syntax ?? 'log']}; ${HINT}`;
    if (others === '') return `it was read as ${format}; mend the file there`;
    return `it was read as ${format} and looks like ${others}; name that format, or none`;
  };

  /** One event; false when the text is used up. */
  const readForm = (): boolean => {
    begun = reader.at;
    const code = reader.skip();
    if (code !== code) return false;
    const start = reader.at;
    begun = start;
    if (container === 'open' && reader.closes()) {
      container = 'closed';
      return true;
    }
    if (container === 'closed') {
      throw new Unreadable('the history has ended before this: its last bracket is closed', start);
    }
    const opened = reader.opens();
    if (opened === 'map') {
      builder.add(readEvent(reader, start, lines.placeOf(reader.text, start)));
    } else if (opened === 'sequence' && isAtom(reader.skip())) {
      builder.add(readBareEvent(reader, start, lines.placeOf(reader.text, start)));
    } else if (opened === 'sequence' && found === 0 && container === 'none') {
      container = 'open';
      return true;
    } else throw new Unreadable('here an event should begin, which is a map', start);
    found += 1;
    return true;
  };

  const readLine = (): boolean => {
    const { text, at } = reader;
    const end = text.indexOf('\n', at);
    if (end < 0 && at === text.length) return false;
    if (end < 0 && !reader.final) throw new Incomplete();
    const stop = end < 0 ? text.length : end;
    const line = text.slice(at, stop);
    logKind ??= logKindOf(line);
    if (logKind !== undefined) {
      try {
        const event = readLogLine(line, logKind, lines.placeOf(text, at));
        if (event !== undefined) builder.add(event);
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        throw new Unreadable(error.message, at + error.at);
      }
      found += 1;
    }
    reader.at = end < 0 ? stop : end + 1;
    return true;
  };

  const drain = (): void => {
    if (reader.text.length < wanted && !reader.final) return;
    const next = syntax === 'log' ? readLine : readForm;
    let start = reader.at;
    try {
      while (next()) start = reader.at;
      wanted = 0;
    } catch (error) {
      if (error instanceof CutShort) {
        const at = begun + blankIn(reader.text.slice(begun));
        return refuse('the text ends in the middle of the event that begins here', at, CUT);
      }
      if (error instanceof Unreadable) return refuse(error.message, error.at, advice());
      if (!(error instanceof Incomplete)) throw error;
      reader.at = start;
      // A long form is tried again when there is twice as much of it, not at every piece.
      wanted = 2 * (reader.text.length - start);
    }
    reader.text = lines.drop(reader.text, reader.at);
    reader.at = 0;
    bounded();
  };

  const bounded = (): false =>
    reader.text.length > EVENT_CHARACTERS_MAX &&
    refuse('this event is too long', 0, `it may have ${EVENT_CHARACTERS_MAX} characters at most`);

  const begin = (final: boolean): boolean => {
    if (syntax !== undefined) return true;
    if (reader.text.length < wanted && !final) return false;
    const text = lines.drop(reader.text, blankIn(reader.text));
    reader.text = text;
    told = detect(text, final);
    wanted = 2 * text.length;
    if (told === undefined && !final) return bounded();
    wanted = 0;
    if (format !== undefined) syntax = FORMATS[format].syntax;
    else if (told === undefined || told === 'unknown') return refuse(UNKNOWN, 0, HINT);
    else syntax = told;
    reader = new Reader(syntax === 'json');
    reader.text = text;
    return true;
  };

  return {
    write(chunk) {
      if (size === 0 && chunk.startsWith('\uFEFF')) chunk = chunk.slice(1);
      size += chunk.length;
      if (size > TEXT_CHARACTERS_MAX) {
        refuse('this history is too long', 0, `it has at most ${TEXT_CHARACTERS_MAX} characters`);
      }
      reader.text += chunk;
      if (begin(false)) drain();
    },
    end() {
      if (size === 0) refuse('there is nothing in it', 0, 'is it the right file?');
      begin(true);
      reader.final = true;
      drain();
      if (container === 'open') {
        refuse('the text ends, and the bracket around its events is not closed', 0, CUT);
      }
      const history = builder.build();
      if (found === 0) {
        const isOther = format === undefined && syntax === 'log';
        throw new InvalidInput(isOther ? UNKNOWN : 'there is no event in it', {
          where: { file },
          hint: isOther ? HINT : advice(),
        });
      }
      return history;
    },
  };
}

/** Reads a history from a text. @throws InvalidInput as {@link createHistoryParser} does */
export function parseHistory(text: string, options: ParseOptions = {}): History {
  const parser = createHistoryParser(options);
  parser.write(text);
  return parser.end();
}

/** Whether a form that begins so is no map, vector, list or tagged form, nor the end of one. */
const isAtom = (code: number): boolean => !'{[(#}])'.includes(String.fromCharCode(code));

const formatsOf = (syntax: Syntax | 'unknown'): string =>
  Object.entries(FORMATS)
    .flatMap(([name, one]) => (one.syntax === syntax ? [name] : []))
    .join(' or ');

const NAMES: Readonly<Record<Syntax, string>> = {
  json: 'JSON',
  edn: 'EDN',
  log: "lines of Jepsen's log",
};

const UNKNOWN = 'this is no history that is known here';
const HINT = `mend the file, or name its format, one of ${Object.keys(FORMATS).join(', ')}`;
const CUT = 'the file may have been cut short: mend its end';
