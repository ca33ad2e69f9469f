/** What an order of versions rests on. */
export type Source = 'data' | 'process' | 'realtime';

/** How much isolation it takes for one version to come before another. */
export const NEEDS_NOTHING = 0;
export const NEEDS_READ_COMMITTED = 1;
export const NEEDS_SNAPSHOTS = 2;
type Needs = 0 | 1 | 2;

/** One version comes before another of its key. */
export interface Precedence {
  readonly before: number;
  readonly after: number;
  readonly source: Source;
  readonly needs: Needs;
  /** The transactions that show it, one twice if it reads and writes; -1 for the initial state. */
  readonly by: readonly [number, number];
}

const SOURCES: readonly Source[] = ['data', 'process', 'realtime'];
const COLUMNS = 5;
const SIZE_MIN = 1024;

/** Many precedences, as numbers in one array: a history has millions of them. */
export class Precedences {
  size = 0;
  /** Of each: before, after, source and needs in one, and the two transactions that show it. */
  #cells: Int32Array<ArrayBuffer> = new Int32Array(SIZE_MIN * COLUMNS);

  /** What it holds. */
  get size_bytes(): number {
    return 4 * this.#cells.length;
  }

  add(one: Precedence): void {
    if (this.size * COLUMNS === this.#cells.length) {
      const wide = new Int32Array(2 * this.#cells.length);
      wide.set(this.#cells);
      this.#cells = wide;
    }
    this.set(this.size++, one);
  }

  set(i: number, { before, after, source, needs, by: [one, other] }: Precedence): void {
    const at = i * COLUMNS;
    this.#cells[at] = before;
    this.#cells[at + 1] = after;
    this.#cells[at + 2] = SOURCES.indexOf(source) * 4 + needs;
    this.#cells[at + 3] = one;
    this.#cells[at + 4] = other;
  }

  before(i: number): number {
    return this.#cells[i * COLUMNS] ?? 0;
  }

  after(i: number): number {
    return this.#cells[i * COLUMNS + 1] ?? 0;
  }

  source(i: number): Source {
    return SOURCES[(this.#cells[i * COLUMNS + 2] ?? 0) >> 2] ?? 'data';
  }

  needs(i: number): Needs {
    return ((this.#cells[i * COLUMNS + 2] ?? 0) & 3) as Needs; // As it was set.
  }

  at(i: number): Precedence {
    const by = [this.#cells[i * COLUMNS + 3] ?? -1, this.#cells[i * COLUMNS + 4] ?? -1] as const;
    return {
      before: this.before(i),
      after: this.after(i),
      source: this.source(i),
      needs: this.needs(i),
      by,
    };
  }
}
