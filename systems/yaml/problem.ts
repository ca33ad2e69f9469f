/** A fault in a file that a person wrote: where it is, what is wrong and what to do about it. */
export interface Problem {
  readonly file: string;
  /** Line and column from 1. */
  readonly line: number;
  readonly column: number;
  /** What is wrong. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
}

/** Line and column from 1; columns count UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One line for a terminal: `file:line:column message; hint`. */
export const formatProblem = (problem: Problem): string =>
  `${problem.file}:${problem.line}:${problem.column} ${problem.message}; ${problem.hint}`;

/** More would only bury the first one. */
const PROBLEMS_MAX = 50;

/** Collects the problems of one file. */
export class Problems {
  readonly list: Problem[] = [];
  readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  add({ line, column }: Position, message: string, hint: string): void {
    if (this.list.length >= PROBLEMS_MAX) return;
    const plain = { file: this.file, line, column, message: oneLine(message), hint: oneLine(hint) };
    this.list.push(plain);
  }

  get any(): boolean {
    return this.list.length > 0;
  }

  sorted(): Problem[] {
    return this.list.toSorted((a, b) => a.line - b.line || a.column - b.column);
  }
}

// A file may hold terminal escapes or right-to-left overrides; a message must not pass them on.
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');

const QUOTED_LENGTH_MAX = 60;

/** A value of the file, fit to stand in a message: quoted and shortened. */
export const quote = (value: string): string =>
  value.length > QUOTED_LENGTH_MAX ? `'${value.slice(0, QUOTED_LENGTH_MAX)}...'` : `'${value}'`;

/** What was given as a system and cannot be one. Thrown where a problem list has no place to go. */
export class SystemFileError extends Error {
  override readonly name = 'SystemFileError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.problems = problems;
  }
}
