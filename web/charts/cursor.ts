/** The point in virtual time that all charts of a page share. */
export interface Cursor {
  readonly at_ms: number;
  readonly move: (at_ms: number) => void;
}
