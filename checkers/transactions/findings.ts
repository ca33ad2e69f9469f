import type { Operation } from '../history/operation.ts';
import { letThen } from './naming.ts';
import type { Anomaly, AnomalyGroup, Step } from './types.ts';

/** Examples kept of each kind of anomaly; the rest are counted. */
const EXAMPLES_MAX = 8;

/** An anomaly in words, and the transactions that they call T1, T2, ... */
export interface Description {
  readonly sentences: readonly string[];
  readonly transactions: readonly number[];
  readonly steps?: readonly Step[];
}

/** Gathers anomalies by name. Only those that are kept are put into words. */
export class Findings {
  readonly #operations: readonly Operation[];
  readonly #groups = new Map<string, { count: number; examples: Anomaly[] }>();

  constructor(operations: readonly Operation[]) {
    this.#operations = operations;
  }

  add(kind: string, describe: () => Description): void {
    let group = this.#groups.get(kind);
    if (group === undefined) {
      group = { count: 0, examples: [] };
      this.#groups.set(kind, group);
    }
    group.count++;
    if (group.examples.length === EXAMPLES_MAX) return;
    const { sentences, transactions, steps = [] } = describe();
    // Whoever names a transaction has it from there.
    const named = transactions.map((t, i) => {
      return { name: `T${i + 1}`, ...(this.#operations[t] as Operation) };
    });
    group.examples.push({ kind, text: letThen(named, sentences), operations: named, steps });
  }

  /** Whether another example of this name would only be counted. */
  full(kind: string): boolean {
    return this.#groups.get(kind)?.examples.length === EXAMPLES_MAX;
  }

  groups(): ReadonlyMap<string, AnomalyGroup> {
    return this.#groups;
  }
}
