import { InvalidInput } from '@dstudio/kernel';
import { createHistoryBuilder } from '../history/builder.ts';
import type { History } from '../history/operation.ts';
import { readEvent } from './event.ts';
import { detect, FORMATS, type Format, type Syntax } from './format.ts';
import { readLogLine } from './log.ts';
import { Incomplete, Reader, Unreadable } from './reader.ts';

/** One event of more characters is no event: a read of a million numbers has eight million. */
const EVENT_CHARACTERS_MAX = 2 ** 27;

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
 * @throws InvalidInput with file and line for what cannot be read or does not follow
 */
export function createHistoryParser({
  format,
  file = 'history',
}: ParseOptions = {}): HistoryParser {
  const builder = createHistoryBuilder(file);
  let syntax: Syntax | undefined = format === undefined ? undefined : FORMATS[format].syntax;
  let reader = new Reader(syntax === 'json');
  /** Line of `reader.text[counted]`. */
  let line = 1;
  let counted = 0;
  let container = false;
  let found = 0;
  let size = 0;
  /** Below this length, reading on would only fail again. */
  let wanted = 0;

  const lineAt = (at: number): number => {
    for (;;) {
      const next = reader.text.indexOf('\n', counted);
      if (next < 0 || next >= at) return line;
      counted = next + 1;
      line += 1;
    }
  };
  const refuse = (problem: string, at: number, hint: string): never => {
    throw new InvalidInput(problem, { where: { file, line: lineAt(at) }, hint });
  };

  /** One event; false when the text is used up. */
  const readMap = (): boolean => {
    const code = reader.skip();
    if (code !== code) return false;
    const start = reader.at;
    if (container && reader.closes()) return true;
    const opened = reader.opens();
    if (opened === 'sequence' && found === 0 && !container) {
      container = true;
      return true;
    }
    if (opened !== 'map') throw new Unreadable('here an event should begin, which is a map', start);
    builder.add(readEvent(reader, lineAt(start)));
    found += 1;
    return true;
  };

  const readLine = (): boolean => {
    const { text, at } = reader;
    const end = text.indexOf('\n', at);
    if (end < 0 && (!reader.final || at === text.length)) return false;
    const stop = end < 0 ? text.length : end;
    const event = readLogLine(text.slice(at, stop), lineAt(at));
    if (event !== undefined) {
      builder.add(event);
      found += 1;
    }
    reader.at = end < 0 ? stop : end + 1;
    return true;
  };

  const drain = (): void => {
    if (reader.text.length < wanted && !reader.final) return;
    const next = syntax === 'log' ? readLine : readMap;
    let start = reader.at;
    try {
      while (next()) start = reader.at;
      wanted = 0;
    } catch (error) {
      if (error instanceof Unreadable) return refuse(error.message, error.at, HINT);
      if (!(error instanceof Incomplete)) throw error;
      reader.at = start;
      // A long form is tried again when there is twice as much of it, not at every piece.
      wanted = 2 * (reader.text.length - start);
    }
    lineAt(reader.at);
    reader.text = reader.text.slice(reader.at);
    counted -= reader.at;
    reader.at = 0;
    if (counted < 0) counted = 0;
    if (reader.text.length > EVENT_CHARACTERS_MAX) {
      refuse(
        'this event is too long',
        0,
        `one event has at most ${EVENT_CHARACTERS_MAX} characters`,
      );
    }
  };

  const begin = (final: boolean): boolean => {
    if (syntax !== undefined) return true;
    const told = detect(reader.text, final);
    if (told === undefined) return false;
    if (told === 'unknown') {
      if (reader.text.trim() === '') refuse('there is no event in it', 0, 'is it the right file?');
      return refuse('this is no history that is known here', 0, HINT);
    }
    syntax = told;
    const { text } = reader;
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
      begin(true);
      reader.final = true;
      drain();
      const history = builder.build();
      if (found === 0) refuse('there is no event in it', 0, HINT);
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

const HINT = `name its format, one of ${Object.keys(FORMATS).join(', ')}, or mend the file`;
