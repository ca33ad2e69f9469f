import type { Operation } from '../history/operation.ts';
import { isArray, show, type Value } from '../value.ts';
import type { Columns } from './columns.ts';
import type { Anomaly, AnomalyGroup, Step } from './types.ts';

/** Examples kept of each kind of anomaly; the rest are counted. */
const EXAMPLES_MAX = 8;

/** Elements shown of a list: the first two and the last ones. */
const LIST_MAX = 12;

/** An anomaly in words, and the transactions that its text calls T1, T2, ... */
export interface Description {
  readonly text: string;
  readonly transactions: readonly number[];
  readonly steps?: readonly Step[];
}

/** Gathers anomalies by name. Only those that are kept are put into words. */
export class Findings {
  readonly #columns: Columns;
  readonly #groups = new Map<string, { count: number; examples: Anomaly[] }>();

  constructor(columns: Columns) {
    this.#columns = columns;
  }

  add(kind: string, describe: () => Description): void {
    let group = this.#groups.get(kind);
    if (group === undefined) {
      group = { count: 0, examples: [] };
      this.#groups.set(kind, group);
    }
    group.count++;
    if (group.examples.length === EXAMPLES_MAX) return;
    const { text, transactions, steps = [] } = describe();
    const { operations } = this.#columns;
    // Whoever names a transaction has it from there.
    const shown = transactions.map((t) => operations[t] as Operation);
    group.examples.push({ kind, text, operations: shown, steps });
  }

  /** Whether another example of this name would only be counted. */
  full(kind: string): boolean {
    return this.#groups.get(kind)?.examples.length === EXAMPLES_MAX;
  }

  groups(): ReadonlyMap<string, AnomalyGroup> {
    return this.#groups;
  }
}

/** A key or value as sentences show it: a name without quotes, a long list by its ends. */
export const say = (value: Value | undefined): string => {
  if (value === null || value === undefined) return 'nil';
  if (typeof value === 'string') return value;
  if (!isArray(value)) return show(value);
  const shown = value.map(say);
  if (shown.length > LIST_MAX) shown.splice(2, shown.length - LIST_MAX + 1, '...');
  return `[${shown.join(' ')}]`;
};
