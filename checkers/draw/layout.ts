import { describe } from '../history/describe.ts';
import type { Operation } from '../history/operation.ts';
import type { Counterexample } from '../linearizability/explain.ts';
import { show } from '../value.ts';

/** An operation as a bar over time. */
export interface Bar {
  readonly operation: Operation;
  readonly label: string;
  /** Its place in the longest order that works, from 1; undefined when it has none. */
  readonly place: number | undefined;
  /** The state after it, when it has a place. */
  readonly state: string | undefined;
  /** It fits nowhere. */
  readonly stuck: boolean;
  /** Begin and end as ranks among all events drawn; `to` is undefined when it never ended. */
  readonly from: number;
  readonly to: number | undefined;
}

export interface Lane {
  readonly name: string;
  readonly bars: readonly Bar[];
}

export interface Layout {
  /** One a process, and another for what a process did while an earlier operation was open. */
  readonly lanes: readonly Lane[];
  readonly events: number;
  /** Earlier operations that are not drawn. */
  readonly hidden: number;
}

/** More could not be read by anybody. */
const BARS_MAX = 48;

/** An operation in words, with its key where several are drawn together. */
export const labelOf = (operation: Operation, { key }: Counterexample): string =>
  key === undefined && operation.key !== undefined
    ? `${describe(operation)} at ${show(operation.key)}`
    : describe(operation);

/** Puts the last operations of a counterexample into lanes. Time is the order of events alone. */
export function layOutBars(counterexample: Counterexample): Layout {
  const { operations, reached } = counterexample;
  const drawn = operations.slice(-BARS_MAX);
  const times = drawn
    .flatMap(({ invokedAt, completedAt }) =>
      completedAt === Infinity ? [invokedAt] : [invokedAt, completedAt],
    )
    .sort((a, b) => a - b);
  const rank = new Map(times.map((time, index) => [time, index]));
  const bars = drawn.map((operation): Bar => {
    const at = reached.order.findIndex((one) => one.operation === operation);
    return {
      operation,
      label: labelOf(operation, counterexample),
      place: at < 0 ? undefined : at + 1,
      state: reached.order[at]?.state,
      stuck: operation === reached.stuck || reached.alsoStuck?.includes(operation) === true,
      from: rank.get(operation.invokedAt) ?? 0,
      to: rank.get(operation.completedAt),
    };
  });
  const lanes = [...Map.groupBy(bars, ({ operation }) => operation.process)].flatMap(
    ([process, mine]) =>
      stack(mine).map((some, index) => ({
        name: index === 0 ? `process ${process}` : '',
        bars: some,
      })),
  );
  return { lanes, events: times.length, hidden: operations.length - drawn.length };
}

/** Bars in as few rows as they need: one that never ended leaves no room behind it. */
function stack(bars: readonly Bar[]): readonly (readonly Bar[])[] {
  const rows: Bar[][] = [];
  for (const bar of bars) {
    const row = rows.find((one) => (one.at(-1)?.to ?? Infinity) < bar.from);
    if (row === undefined) rows.push([bar]);
    else row.push(bar);
  }
  return rows;
}
