import type { Operation } from '../history/operation.ts';
import { isArray, show, type Value } from '../value.ts';
import type { Columns } from './columns.ts';
import type { Anomaly, AnomalyGroup, Step, TransactionView } from './types.ts';

/** Examples kept of each kind of anomaly; the rest are counted. */
const EXAMPLES_MAX = 8;

/** Elements shown of a list: the first two and the last ones. */
const LIST_MAX = 12;

/** Gathers anomalies by name. Only those that are kept are put into words. */
export class Findings {
  readonly #groups = new Map<string, { count: number; examples: Anomaly[] }>();

  add(name: string, describe: () => Omit<Anomaly, 'name' | 'steps'> & { steps?: Step[] }): void {
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = { count: 0, examples: [] };
      this.#groups.set(name, group);
    }
    group.count++;
    if (group.examples.length < EXAMPLES_MAX)
      group.examples.push({ name, steps: [], ...describe() });
  }

  /** Whether another example of this name would only be counted. */
  full(name: string): boolean {
    return (this.#groups.get(name)?.examples.length ?? 0) >= EXAMPLES_MAX;
  }

  names(): string[] {
    return [...this.#groups.keys()].sort();
  }

  groups(): Record<string, AnomalyGroup> {
    return Object.fromEntries(this.names().map((name) => [name, this.#groups.get(name)])) as Record<
      string,
      AnomalyGroup // Each name is a key of the map.
    >;
  }
}

/** Shows transactions under the names T1, T2, ... in the order given. */
export const viewsOf = (columns: Columns, write: string, transactions: readonly number[]) =>
  transactions.map((t, at): TransactionView => {
    const { operations, first, writes, key, keys } = columns;
    const value: Value[][] = [];
    for (let m = first[t] ?? 0; m < (first[t + 1] ?? 0); m++) {
      value.push([
        writes[m] === 1 ? write : 'r',
        keys[key[m] ?? 0] ?? null,
        columns.value[m] ?? null,
      ]);
    }
    const operation = operations[t] as Operation; // Whoever names a transaction has it from there.
    const { index, process, outcome } = operation;
    return { name: `T${at + 1}`, index, process, outcome, value };
  });

/** A key or value as sentences show it: a name without quotes, a long list by its ends. */
export const say = (value: Value | undefined): string => {
  if (value === null || value === undefined) return 'nil';
  if (typeof value === 'string') return value;
  if (!isArray(value)) return show(value);
  const shown = value.map(say);
  if (shown.length > LIST_MAX) shown.splice(2, shown.length - LIST_MAX + 1, '...');
  return `[${shown.join(' ')}]`;
};
