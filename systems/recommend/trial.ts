import type { Execute } from '../matrix.ts';
import type { Cell, Job, SeedFigures, Timing } from '../report.ts';
import type { System } from '../system.ts';

/** One question to the engine: does this cell hold in this variant of the system? */
export interface Trial {
  readonly system: System;
  readonly cell: Cell;
}

/** The runs a search may still spend, and what it has spent. Counted, so that a result repeats. */
export class Laboratory {
  readonly seeds: readonly number[];
  readonly #execute: Execute;
  readonly #timing: Timing;
  readonly #signal: AbortSignal | undefined;
  readonly #onRun: (() => void) | undefined;
  readonly budget_runs: number;
  runs = 0;

  constructor(options: {
    readonly execute: Execute;
    readonly timing: Timing;
    readonly seeds: readonly number[];
    readonly budget_runs: number;
    readonly signal?: AbortSignal | undefined;
    readonly onRun?: (() => void) | undefined;
  }) {
    this.seeds = options.seeds;
    this.#execute = options.execute;
    this.#timing = options.timing;
    this.#signal = options.signal;
    this.#onRun = options.onRun;
    this.budget_runs = options.budget_runs;
  }

  get exhausted(): boolean {
    return this.runs >= this.budget_runs;
  }

  /** All figures of each trial on the given seeds, whatever the budget. */
  async measure(trials: readonly Trial[], seeds: readonly number[]): Promise<SeedFigures[][]> {
    const jobs: Job[] = trials.flatMap(({ system, cell: { fault } }) =>
      seeds.map((seed) => ({ system, fault, timing: this.#timing, seed })),
    );
    const results: SeedFigures[][] = trials.map(() => []);
    await this.#execute(
      jobs,
      (index, figures) => {
        this.runs += 1;
        this.#onRun?.();
        const trial = Math.floor(index / seeds.length);
        const row = results[trial];
        if (row !== undefined) row[index % seeds.length] = figures;
      },
      this.#signal,
    );
    return results;
  }

  /**
   * Which trials hold on every search seed. One seed first: most candidates fail, and fail at once.
   * Trials beyond the budget are not run and count as not holding.
   */
  async holds(trials: readonly Trial[]): Promise<boolean[]> {
    const [first = 1, ...rest] = this.seeds;
    const affordable = trials.slice(0, Math.max(0, this.budget_runs - this.runs));
    const screened = await this.measure(affordable, [first]);
    const passed = screened.map((figures) => figures.every(({ broken }) => broken.length === 0));
    const again = affordable.filter((_, index) => passed[index]);
    const checked = await this.measure(again, rest);
    const verdicts = checked.map((row) => row.every(({ broken }) => broken.length === 0));
    const results = new Array<boolean>(trials.length).fill(false);
    let next = 0;
    passed.forEach((pass, index) => {
      if (!pass) return;
      results[index] = verdicts[next] ?? false;
      next += 1;
    });
    return results;
  }
}
