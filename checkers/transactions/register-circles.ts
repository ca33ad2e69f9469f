import type { Work } from '../pieces.ts';
import type { Columns } from './columns.ts';
import { type Description } from './findings.ts';
import { type Graph, KIND_BITS } from './graph.ts';
import type { Precedence, Precedences } from './precedences.ts';
import type { Versions } from './register-versions.ts';
import { say } from './say.ts';
import { components, type Room, tangles } from './scc.ts';

/** One short circle of versions for each tangle of them, in an order and some more of another. */
export function* circlesOf(
  versions: Versions,
  order: Precedences,
  more: Precedences,
  open: readonly number[],
  room: Room,
): Work<Precedence[][]> {
  const parts = yield* components(graphOf(versions.count, order, more, open), -1, room);
  if (!parts.isCyclic) return [];
  const { of } = parts;
  const tangled = tangles(parts);
  const knotted = new Set(tangled.map(([version]) => of[version ?? 0]));
  const from = new Map<number, Precedence[]>();
  const gather = (some: Precedences, i: number): void => {
    const before = some.before(i);
    if (of[before] !== of[some.after(i)] || !knotted.has(of[before])) return;
    const list = from.get(before);
    if (list === undefined) from.set(before, [some.at(i)]);
    else list.push(some.at(i));
  };
  for (let i = 0; i < order.size; i++) gather(order, i);
  for (const i of open) gather(more, i);
  return tangled.map(([version]) => circleFrom(version ?? 0, from));
}

/** Rows of it directly: of so many edges, a list to sort them from would be as large again. */
const graphOf = (
  nodes: number,
  order: Precedences,
  more: Precedences,
  open: readonly number[],
): Graph => {
  const start = new Int32Array(nodes + 1);
  const edges = new Int32Array(order.size + open.length);
  const count = (before: number): void => {
    start[before] = (start[before] ?? 0) + 1;
  };
  for (let i = 0; i < order.size; i++) count(order.before(i));
  for (const i of open) count(more.before(i));
  for (let v = 0; v < nodes; v++) start[v + 1] = (start[v + 1] ?? 0) + (start[v] ?? 0);
  // From the end of each row to its start, which then is where it has to be.
  const link = (before: number, after: number): void => {
    const at = (start[before] ?? 0) - 1;
    start[before] = at;
    edges[at] = after << KIND_BITS;
  };
  for (const i of open) link(more.before(i), more.after(i));
  for (let i = order.size - 1; i >= 0; i--) link(order.before(i), order.after(i));
  return { nodes, start, edges };
};

const circleFrom = (start: number, from: ReadonlyMap<number, readonly Precedence[]>) => {
  const reached = new Map<number, Precedence>();
  const frontier = [start];
  for (const version of frontier) {
    for (const one of from.get(version) ?? []) {
      if (reached.has(one.after)) continue;
      reached.set(one.after, one);
      frontier.push(one.after);
    }
  }
  const circle: Precedence[] = [];
  let version = start;
  do {
    const one = reached.get(version);
    if (one === undefined) break;
    circle.unshift(one);
    version = one.before;
  } while (version !== start);
  return circle;
};

/** Says of each two versions in turn why one comes before the other. */
export const explainCircle = (
  columns: Columns,
  { key, value }: Versions,
  circle: readonly Precedence[],
): Description => {
  const shownIn = [...new Set(circle.flatMap(({ by }) => by))].filter((t) => t >= 0);
  const name = (t: number): string => `T${shownIn.indexOf(t) + 1}`;
  const x = say(columns.keys[key[circle[0]?.before ?? 0] ?? 0]);
  const sentences = circle.map(({ before, after, by: [one, other] }, i) => {
    const why =
      one < 0
        ? 'every register begins as nil'
        : one === other
          ? `${name(one)} read the first and wrote the second`
          : `${name(one)} saw or wrote the first before ${name(other)} came to the second`;
    const last = i === circle.length - 1;
    return `${last ? 'However, ' : ''}${x} was ${say(value[before])} before it was ${say(value[after])}, because ${why}${last ? ': a circle' : ''}.`;
  });
  return { sentences, transactions: shownIn };
};
