import type { Holding, Work } from '../pieces.ts';
import {
  bit,
  type Graph,
  PASS,
  PROCESS,
  PROCESS_BITS,
  REALTIME_BITS,
  RW,
  RW_BITS,
  WR,
  WW,
  WW_BITS,
} from './graph.ts';
import { impliedAnomalies } from './models.ts';
import { components } from './scc.ts';
import { searcher } from './search.ts';
import { type Subgraph, subgraphs } from './subgraph.ts';

/** A cycle: edge i leads from node i to the next one, and the last one back to the first. */
export interface Cycle {
  readonly name: string;
  readonly nodes: readonly number[];
  readonly kinds: readonly number[];
}

/** A kind of cycle to look for. */
interface Sought {
  readonly name: string;
  readonly mask: number;
  /** The edges of all kinds of cycles with as much time in them. */
  readonly level: number;
  /** The cycle has an edge of one of these kinds. */
  readonly seed: number;
  /** And one of these, unless there are none. */
  readonly also: number;
  /** How many rw edges it may have beside the seed, and where. */
  readonly rw: 'none' | 'apart' | 'any';
}

const DATA = bit(WW) | bit(WR) | bit(RW) | bit(PASS);
const LEVELS = [
  { suffix: '', mask: DATA, also: 0 },
  { suffix: '-process', mask: DATA | PROCESS_BITS, also: PROCESS_BITS },
  { suffix: '-realtime', mask: DATA | PROCESS_BITS | REALTIME_BITS, also: REALTIME_BITS },
];

/** From the gravest to the slightest: a cycle without time tells more than one with it. */
const SOUGHT: readonly Sought[] = LEVELS.flatMap(({ suffix, mask, also }) => {
  const forward = mask & ~RW_BITS;
  return [
    { name: `G0${suffix}`, mask: forward & ~bit(WR), level: mask, seed: WW_BITS, also, rw: 'none' },
    { name: `G1c${suffix}`, mask: forward, level: mask, seed: bit(WR), also, rw: 'none' },
    { name: `G-single${suffix}`, mask, level: mask, seed: RW_BITS, also, rw: 'none' },
    { name: `G-nonadjacent${suffix}`, mask, level: mask, seed: RW_BITS, also, rw: 'apart' },
    { name: `G2-item${suffix}`, mask, level: mask, seed: RW_BITS, also, rw: 'any' },
  ] satisfies Sought[];
});

/** Edges looked at for one kind of cycle in one tangle, before the shortest found so far will do. */
const EFFORT_MAX = 2_000_000;
/** The same, once enough cycles of that kind are known. */
const EFFORT_MIN = 20_000;

/**
 * Finds dependency cycles: at most one of each kind in each strongly connected component, and none of
 * a kind that a cycle found there already implies. Each is the shortest through its component unless
 * that takes too long. Whether a component has a cycle at all that rules out a level is decided by
 * components of the graph restricted to the level's edges, so effort bounds never change the verdict
 * on G0, G1c, snapshot isolation and serializability, only which example is shown.
 *
 * @param full whether further cycles of a name would only be counted.
 * @param weakened the name of a cycle whose edges rest on more than the cycle's kind allows; its own
 * by default.
 */
export function* findCycles(
  graph: Graph,
  full: (name: string) => boolean,
  found: (cycle: Cycle) => void,
  holding: Holding,
  weakened: (cycle: Cycle) => string = ({ name }) => name,
): Work {
  holding.size_bytes += NODE_BYTES * graph.nodes;
  const everything = yield* components(graph, -1);
  const { size_bytes } = holding;
  for (const tangle of subgraphs(graph, everything)) {
    holding.size_bytes = size_bytes + SEARCH_NODE_BYTES * tangle.nodes;
    const told = new Told();
    const search = searcher(tangle);
    for (const sought of SOUGHT) {
      if (told.has(sought.name) || !hasKinds(tangle, sought)) continue;
      const walk = yield* search(sought, full(sought.name) ? EFFORT_MIN : EFFORT_MAX);
      if (walk === undefined) continue;
      for (const { nodes, kinds } of simpleCycles(walk.nodes, walk.kinds)) {
        const named = nameOf(kinds);
        if (named === undefined) continue;
        const whole = nodes.map((v) => tangle.names[v] ?? 0);
        const cycle = { name: named, ...joined(whole, kinds) };
        const name = weakened(cycle);
        if (told.has(name)) continue;
        told.add(name, cycle.nodes.length);
        found({ ...cycle, name });
      }
    }
  }
}

/** What the components of a graph take, and what the search in one of them does. */
const NODE_BYTES = 24;
const SEARCH_NODE_BYTES = 160;

/** Steps that a person follows. Sessions may close a cycle in thousands where real time needs two. */
const PLAIN_MAX = 16;

/** What cycles of one tangle already tell: a long one says nothing plain about real time. */
class Told {
  readonly #names: string[] = [];
  #all: ReadonlySet<string> = new Set();
  #plain: ReadonlySet<string> = new Set();

  has(name: string): boolean {
    return name.endsWith('-realtime') ? this.#plain.has(name) : this.#all.has(name);
  }

  add(name: string, length: number): void {
    this.#names.push(name);
    this.#all = impliedAnomalies(this.#names);
    // Of each name one will do, however long.
    this.#plain = new Set([...this.#plain, name]);
    if (length <= PLAIN_MAX) this.#plain = new Set([...this.#plain, ...impliedAnomalies([name])]);
  }
}

const hasKinds = ({ kinds }: Subgraph, { mask, seed, also }: Sought): boolean =>
  (kinds & mask & seed) !== 0 && (also === 0 || (kinds & also) !== 0);

/** Cuts a closed walk wherever it comes by a node again. */
const simpleCycles = (nodes: readonly number[], kinds: readonly number[]) => {
  const cycles: { nodes: number[]; kinds: number[] }[] = [];
  const path: number[] = [];
  const along: number[] = [];
  const places = new Map<number, number>();
  for (let i = 0; i <= nodes.length; i++) {
    const v = nodes[i % nodes.length] ?? 0;
    const at = places.get(v);
    // What was cut off has left its place.
    if (at !== undefined && path[at] === v) {
      cycles.push({ nodes: path.splice(at), kinds: along.splice(at) });
    }
    if (i === nodes.length) break;
    places.set(v, path.length);
    path.push(v);
    along.push(kinds[i] ?? 0);
  }
  return cycles;
};

/** One step for a process's transactions in a row, beginning with the earliest transaction. */
const joined = (nodes: readonly number[], kinds: readonly number[]) => {
  const isMiddle = (i: number): boolean => kinds[i] === PROCESS && kinds.at(i - 1) === PROCESS;
  const keep = nodes.map((_, i) => i).filter((i) => !isMiddle(i));
  const earliest = keep.reduce(
    (a, b, i) => ((nodes[b] ?? 0) < (nodes[keep[a] ?? 0] ?? 0) ? i : a),
    0,
  );
  const turned = [...keep.slice(earliest), ...keep.slice(0, earliest)];
  return { nodes: turned.map((i) => nodes[i] ?? 0), kinds: turned.map((i) => kinds[i] ?? 0) };
};

/** The name that Adya, and Elle after him, give to a cycle of such edges. */
const nameOf = (kinds: readonly number[]): string | undefined => {
  const all = kinds.reduce((bits, kind) => bits | bit(kind), 0);
  const suffix =
    (all & REALTIME_BITS) !== 0 ? '-realtime' : (all & PROCESS_BITS) !== 0 ? '-process' : '';
  const isRw = kinds.map((kind) => (bit(kind) & RW_BITS) !== 0);
  const rw = isRw.filter(Boolean).length;
  if (rw === 1) return `G-single${suffix}`;
  if (rw > 1) {
    const adjacent = isRw.some((is, i) => is && isRw.at(i - 1) === true);
    return `${adjacent ? 'G2-item' : 'G-nonadjacent'}${suffix}`;
  }
  if ((all & bit(WR)) !== 0) return `G1c${suffix}`;
  return (all & WW_BITS) !== 0 ? `G0${suffix}` : undefined;
};
