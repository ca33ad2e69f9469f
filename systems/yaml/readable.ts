import type { Position, Problems } from './problem.ts';

const START: Position = { line: 1, column: 1 };

/** Brackets that are open at once. Deeper than any file, far less than what exhausts the parser. */
const OPEN_MAX = 1000;

/** Lists in lists on one line: '- - - - x'. */
const DASHES = /(?:[-?][ \t]+){100}/;

const megabytes = (size: number): string => `${(size / 2 ** 20).toFixed(1)} MiB`;

const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

/**
 * Whether a parser can be let loose on a text: not too long, not binary, not nested so deeply that
 * the parser's time and memory run away (8 MiB of '[' cost it more than 4 GB).
 */
export const isReadable = (
  text: string,
  limits: { readonly size_max: number; readonly noun: string },
  problems: Problems,
): boolean => {
  if (text.length > limits.size_max) {
    const size = `${megabytes(text.length)} long, ${limits.noun} at most ${megabytes(limits.size_max)}`;
    problems.add(START, `the text is ${size}`, 'give only the part that describes services');
    return false;
  }
  const binary = text.search(/\0|\uFFFD/);
  if (binary >= 0) {
    const at = { line: lineOf(text, binary), column: 1 };
    problems.add(
      at,
      'this is not text: it holds binary content',
      `give ${limits.noun} as UTF-8 text`,
    );
    return false;
  }
  const deep = deepPlace(text);
  if (deep >= 0) {
    const at = { line: lineOf(text, deep), column: 1 };
    problems.add(at, 'the YAML is nested too deeply', 'flatten it');
    return false;
  }
  return true;
};

/** Where too many brackets are open, quoted ones included; -1 when nowhere. */
const deepPlace = (text: string): number => {
  let open = 0;
  for (let offset = 0; offset < text.length; offset += 1) {
    const character = text.charCodeAt(offset);
    if (character === 0x5b || character === 0x7b) {
      open += 1;
      if (open > OPEN_MAX) return offset;
    } else if (character === 0x5d || character === 0x7d) {
      if (open > 0) open -= 1;
    } else if (character === 0x0a && text.startsWith('---', offset + 1)) open = 0;
  }
  return text.search(DASHES);
};
