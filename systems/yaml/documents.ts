import { Composer, type Document, LineCounter, Parser } from 'yaml';
import type { Position, Problems } from './problem.ts';

const SYNTAX_PROBLEMS_MAX = 3;
const START: Position = { line: 1, column: 1 };

const ADVICE: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: "put the value in quotes when it has ': ' in it",
  TAB_AS_INDENT: 'indent with spaces, not tabs',
  BAD_INDENT: 'indent the lines of one block alike',
  BAD_ALIAS: 'put the value in quotes when it begins with * or &',
  BAD_SCALAR_START: 'put the value in quotes',
  MISSING_CHAR: 'close the quote or bracket, or quote the whole value',
  UNEXPECTED_TOKEN: 'check the indentation and the quotes on this line',
};

/** A text longer than this is tried on its beginning first, for a long text that is no YAML is slow. */
const PROBE_LENGTH = 65_536;
/** Cutting a text off makes a fault or two; a beginning with more is no YAML. */
const PROBE_FAULTS_MAX = 10;

/** Parses a text's documents. Faults go to `problems`, and then the result is undefined. */
export const readDocuments = (
  text: string,
  lines: LineCounter,
  place: (offset: number) => Position,
  problems: Problems,
): Document.Parsed[] | undefined => {
  try {
    if (text.length > 2 * PROBE_LENGTH) {
      const head = text.slice(0, text.lastIndexOf('\n', PROBE_LENGTH) + 1);
      const probe = new LineCounter();
      const faults = parseDocuments(head, probe).flatMap((document) => document.errors);
      if (faults.length > PROBE_FAULTS_MAX) {
        const { line, col } = probe.linePos(faults[0]?.pos[0] ?? 0);
        const message = `the text is not YAML: ${faults.length} faults in its first 64 KiB`;
        problems.add({ line, column: col }, message, 'check that it is the right file');
        return undefined;
      }
    }
    const documents = parseDocuments(text, lines);
    const faults = documents.flatMap((document) => document.errors);
    if (faults.some((fault) => /call stack/.test(fault.message))) throw new RangeError('too deep');
    for (const fault of faults.slice(0, SYNTAX_PROBLEMS_MAX)) {
      const message = fault.message.replace(/\s+/g, ' ').trim();
      const advice = ADVICE[fault.code] ?? 'correct the YAML';
      problems.add(place(fault.pos[0]), `this is not valid YAML: ${message}`, advice);
    }
    return faults.length > 0 ? undefined : documents;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // The parser recurses and overflows the stack on what nests by the thousand.
    problems.add(START, 'the YAML is nested too deeply', 'flatten it');
    return undefined;
  }
};

/**
 * Parses up to the first document with a fault. Fault after fault of a text that is no YAML at all
 * would fill the memory, each with its stack trace, so there are none.
 */
const parseDocuments = (text: string, lines: LineCounter): Document.Parsed[] => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    const composer = new Composer({ prettyErrors: false, logLevel: 'silent', uniqueKeys: false });
    const documents: Document.Parsed[] = [];
    for (const token of new Parser(lines.addNewLine).parse(text)) {
      documents.push(...composer.next(token));
      if (token.type === 'error' || documents.at(-1)?.errors.length) break;
    }
    documents.push(...composer.end(true, text.length));
    return documents;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
};
