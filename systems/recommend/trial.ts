import type { ExecuteRuns } from '../asks.ts';
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
  readonly #execute: ExecuteRuns;
  readonly #timing: Timing;
  readonly #signal: AbortSignal | undefined;
  readonly #onRun: (() => void) | undefined;
  /** Runs after which no further trial begins. Each stage of a search gets its own. */
  ceiling_runs: number;
  runs = 0;
  /** Some trial was not run, for the ceiling was reached. */
  cut = false;

  constructor(options: {
    readonly execute: ExecuteRuns;
    readonly timing: Timing;
    readonly seeds: readonly number[];
    readonly ceiling_runs: number;
    readonly signal?: AbortSignal | undefined;
    readonly onRun?: (() => void) | undefined;
  }) {
    this.seeds = options.seeds;
    this.#execute = options.execute;
    this.#timing = options.timing;
    this.#signal = options.signal;
    this.#onRun = options.onRun;
    this.ceiling_runs = options.ceiling_runs;
  }

  get exhausted(): boolean {
    return this.runs >= this.ceiling_runs;
  }

  /** All figures of each trial on the given seeds, whatever the budget. */
  async measure(
    trials: readonly Trial[],
    seeds: readonly number[],
    timing = this.#timing,
  ): Promise<SeedFigures[][]> {
    const jobs: Job[] = trials.flatMap(({ system, cell: { fault } }) =>
      seeds.map((seed) => ({ system, fault, timing, seed })),
    );
    const results: SeedFigures[][] = trials.map(() => []);
    await this.#execute(jobs, {
      signal: this.#signal,
      onResult: (figures, index) => {
        this.runs += 1;
        this.#onRun?.();
        const row = results[Math.floor(index / seeds.length)];
        if (row !== undefined) row[index % seeds.length] = figures;
      },
    });
    return results;
  }

  /**
   * Which trials hold on every search seed, and on the last of them also when the fault lasts twice as
   * long: its length is a guess too, and a remedy that leans on it is none. One seed goes first, since
   * most candidates fail, and fail at once. Trials beyond the ceiling do not run and do not hold.
   */
  async holds(trials: readonly Trial[], seeds = this.seeds): Promise<boolean[]> {
    const [first = 1, ...rest] = seeds;
    const affordable = trials.slice(0, Math.max(0, Math.floor(this.ceiling_runs - this.runs)));
    if (affordable.length < trials.length) this.cut = true;
    const results = new Array<boolean>(trials.length).fill(false);
    let open = affordable.map((_, index) => index);
    const keep = async (seeds: readonly number[], timing?: Timing) => {
      const asked = open.flatMap((index) => affordable[index] ?? []);
      const figures = await this.measure(asked, seeds, timing);
      open = open.filter((_, row) => figures[row]?.every(({ broken }) => broken.length === 0));
    };
    await keep([first]);
    await keep(rest);
    await keep(seeds.slice(-1), {
      ...this.#timing,
      fault_ms: this.#timing.fault_ms * 2,
      restart_ms: this.#timing.restart_ms * 2,
    });
    for (const index of open) results[index] = true;
    return results;
  }
}
