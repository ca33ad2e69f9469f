import type { Counterexample } from '../linearizability/explain.ts';
import { show } from '../value.ts';
import { type Bar, type Layout, labelOf, layOutBars } from './layout.ts';
import { placeOf } from './place.ts';

/**
 * A counterexample as lanes of text, one a process, and the longest order that works below. Time goes
 * to the right, as the order of events; a number is an operation's place in that order, and a cross
 * marks the one that fits nowhere. Each line of the order tells the process, the line of the file at
 * which the operation begins, and its time, as far as the history does.
 */
export function drawText(counterexample: Counterexample): string {
  const { reached, key } = counterexample;
  const layout = layOutBars(counterexample);
  const columns = columnsOf(layout);
  const indent = Math.max(...layout.lanes.map(({ name }) => name.length)) + 2;
  const lanes = layout.lanes.map(({ name, bars }) => {
    let line = name.padEnd(indent);
    for (const bar of bars) {
      const from = indent + (columns[bar.from] ?? 0);
      const to =
        indent + (bar.to === undefined ? (columns.at(-1) ?? 0) + 1 : (columns[bar.to] ?? 0));
      line = line.padEnd(from) + drawBar(bar, to - from);
    }
    return line.trimEnd();
  });
  const order = reached.order.map(
    ({ operation, state }, index) =>
      `${`${index + 1}.`.padStart(5)} ${labelOf(operation, counterexample)} by process ${operation.process}${placeOf(operation)}, then the state is ${state}`,
  );
  const shown = order.length > 2 * ORDER_EDGE ? shorten(order) : order;
  return [
    ...(key === undefined ? [] : [`Key ${show(key)}`, '']),
    ...(layout.hidden > 0 ? [`${layout.hidden} earlier operations are not drawn.`] : []),
    ...lanes,
    '',
    ...(order.length === 0
      ? ['No operation can be the first.']
      : ['The longest order that works:']),
    ...shown,
    ...[...(reached.stuck === undefined ? [] : [reached.stuck]), ...(reached.alsoStuck ?? [])].map(
      (stuck) =>
        `${'✗'.padStart(5)} ${labelOf(stuck, counterexample)} by process ${stuck.process}${placeOf(stuck)} ${reached.alsoStuck === undefined ? 'would have to come next' : 'is next of its process'}, and the state is ${reached.state}`,
    ),
    '',
  ].join('\n');
}

const ORDER_EDGE = 12;

const shorten = (lines: readonly string[]): readonly string[] => [
  `      ... ${lines.length - ORDER_EDGE} before`,
  ...lines.slice(-ORDER_EDGE),
];

const textOf = ({ label, place, stuck }: Bar): string =>
  stuck ? `✗ ${label}` : place === undefined ? label : `${place}. ${label}`;

const drawBar = (bar: Bar, width: number): string => {
  const open = bar.to === undefined;
  const text = ` ${textOf(bar)} `;
  const rest = Math.max(0, width - 1 - text.length);
  const left = rest >> 1;
  return `├${'─'.repeat(left)}${text}${(open ? '┄' : '─').repeat(rest - left)}${open ? '▷' : '┤'}`;
};

/** A column for each event, so that every bar has room for its text. */
function columnsOf({ lanes, events }: Layout): readonly number[] {
  const ending = new Map<number, Bar[]>();
  for (const bar of lanes.flatMap(({ bars }) => bars)) {
    if (bar.to === undefined) continue;
    ending.set(bar.to, [...(ending.get(bar.to) ?? []), bar]);
  }
  const columns: number[] = [];
  for (let event = 0; event < events; event += 1) {
    let at = (columns[event - 1] ?? -2) + 2;
    for (const bar of ending.get(event) ?? []) {
      at = Math.max(at, (columns[bar.from] ?? 0) + textOf(bar).length + 3);
    }
    columns.push(at);
  }
  // What never ends needs room as well.
  const end = Math.max(
    columns.at(-1) ?? 0,
    ...lanes.flatMap(({ bars }) =>
      bars
        .filter(({ to }) => to === undefined)
        .map((bar) => (columns[bar.from] ?? 0) + textOf(bar).length + 3),
    ),
  );
  return [...columns, end];
}
