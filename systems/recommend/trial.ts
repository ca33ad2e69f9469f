import { type ExecuteRuns, jobOf } from '../asks.ts';
import type { Cell, Job, Judged, SeedFigures, Timing } from '../report.ts';
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
  ): Promise<readonly (readonly SeedFigures[])[]> {
    const judged = await this.#judge(trials, seeds, 'figures', this.#timing);
    return judged.map(({ figures }) => figures);
  }

  #judge(
    trials: readonly Trial[],
    seeds: readonly number[],
    want: Job['want'],
    timing: Timing,
  ): Promise<readonly Judged[]> {
    const jobs = trials.map((trial) => jobOf({ ...trial, seeds, want }, timing));
    return this.#execute(jobs, {
      signal: this.#signal,
      onResult: ({ runs }) => {
        this.runs += runs;
        this.#onRun?.();
      },
    });
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
    const keep = async (seeds: readonly number[], timing = this.#timing) => {
      const asked = open.flatMap((index) => affordable[index] ?? []);
      const judged = await this.#judge(asked, seeds, 'any', timing);
      open = open.filter((_, row) => judged[row]?.breaks === false);
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
