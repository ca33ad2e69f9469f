/** A fault found in a page or a catalogue: where it is, what it is and what to do about it. */

/** Every kind of fault, with the sentence that explains it in a SARIF viewer. */
export const PROBLEM_CODES = {
  'absolute-link': 'A link starts with a slash, so where it points depends on the site.',
  'alias-in-yaml': 'YAML anchors and aliases are not read in front matter.',
  'bad-criteria': 'A criterion of the tier lacks its verdict or its evidence.',
  'bad-date': 'A date is not a day, month or year of the calendar.',
  'bad-evidence': 'The evidence file does not have the form that proving writes.',
  'bad-shape': 'A field has another shape than the schema says.',
  'bad-url': 'A source is not an https URL.',
  'bad-value': 'A field has a value that is not one of those it may have.',
  'broken-anchor': 'A link names a heading that the page does not have.',
  'broken-link': 'A relative link points to a file that is not there.',
  'broken-relation': 'A relation names a pattern that is not in the catalogue.',
  contradiction: 'Two relations of a page say opposite things about one pattern.',
  'duplicate-field': 'A field stands twice under different spellings.',
  'duplicate-slug': 'Two pages have the same name.',
  'future-date': 'A date lies in the future.',
  'incomplete-page': 'A page leaves out fields that readers choose by.',
  'link-outside': 'A link leaves the folder and was not followed.',
  'missing-field': 'A field that every page needs is not there.',
  'no-front-matter': 'A page does not begin with front matter.',
  'no-pages': 'The folder holds no page.',
  'not-a-pattern': 'A page says that it is something else than a pattern.',
  'not-text': 'A file is not UTF-8 text.',
  'older-field': 'A field of an older catalogue is not read.',
  'older-spelling': 'A field has an older spelling of its name.',
  'one-sided-conflict': 'A conflict is stated by one of the two patterns only.',
  'relation-circle': 'A relation leads back to where it started.',
  'self-relation': 'A pattern is related to itself.',
  'symlink-outside': 'A symbolic link leaves the folder and was not followed.',
  'tier-rule': 'A page does not give what its excellence tier asks for.',
  'too-large': 'A file or folder is larger than the limit.',
  'unknown-field': 'A field is not part of the schema.',
  'unreadable-file': 'A file or folder could not be read.',
  'unquoted-colon': 'A list item has a colon in it and is not quoted.',
  'unsourced-example': 'An example does not say where its figures come from.',
  'untyped-relation': 'A relation does not say of which kind it is.',
  'yaml-syntax': 'The front matter is not valid YAML.',
} as const;

export type ProblemCode = keyof typeof PROBLEM_CODES;
export type Severity = 'error' | 'warning';

/** Line and column in the file, both from 1; columns count UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Problem extends Position {
  readonly code: ProblemCode;
  readonly severity: Severity;
  /** Path relative to the catalogue's folder, with forward slashes. */
  readonly file: string;
  /** What is wrong and what to do, one line. */
  readonly message: string;
}

/** Collects the problems of one file. */
export class Problems {
  readonly list: Problem[];
  readonly #file: string;

  constructor(file: string, list: Problem[] = []) {
    this.#file = file;
    this.list = list;
  }

  error(code: ProblemCode, at: Position, message: string): void {
    this.#add('error', code, at, message);
  }

  warn(code: ProblemCode, at: Position, message: string): void {
    this.#add('warning', code, at, message);
  }

  #add(severity: Severity, code: ProblemCode, { line, column }: Position, message: string): void {
    this.list.push({ code, severity, file: this.#file, line, column, message });
  }
}

/** By file, then line, then column; problems of one place keep their order. */
export const sortProblems = (problems: readonly Problem[]): Problem[] =>
  problems.toSorted(
    (a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column || 0,
  );

/** Order by code units, which unlike the reader's locale is the same everywhere. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * One line a problem, `file:line:column severity message [code]`, the form that editors and
 * terminals make clickable. Control characters of a hostile page are taken out.
 */
export const formatProblems = (problems: readonly Problem[]): string =>
  problems
    .map((p) => plain(`${p.file}:${p.line}:${p.column} ${p.severity} ${p.message} [${p.code}]`))
    .join('\n');

const QUOTED_LENGTH_MAX = 60;

/** A value of a page, fit to stand in a message: on one line, quoted, shortened. */
export const quote = (value: string): string => {
  const line = plain(value);
  return line.length > QUOTED_LENGTH_MAX ? `'${line.slice(0, QUOTED_LENGTH_MAX)}...'` : `'${line}'`;
};

// A page may hold terminal escapes or right-to-left overrides; a message must not pass them on.
const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
