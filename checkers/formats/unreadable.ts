/** Thrown when the text ends inside a form and more text may follow. */
export class Incomplete extends Error {}

/** What is written cannot be read. `at` is an offset into the reader's text. */
export class Unreadable extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** The text ends inside a form, and there is no more of it. */
export class CutShort extends Unreadable {}
