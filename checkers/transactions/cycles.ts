import { bit, type Graph, PASS, PROCESS, REALTIME, RW, WR, WW } from './graph.ts';
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
  /** The cycle has an edge of this kind. */
  readonly seed: number;
  /** And one of this kind, if set. */
  readonly also: number;
  /** How many rw edges it may have beside the seed, and where. */
  readonly rw: 'none' | 'apart' | 'any';
}

const DATA = bit(WW) | bit(WR) | bit(PASS);
const LEVELS = [
  { suffix: '', mask: 0, kind: -1 },
  { suffix: '-process', mask: bit(PROCESS), kind: PROCESS },
  { suffix: '-realtime', mask: bit(PROCESS) | bit(REALTIME), kind: REALTIME },
];

/** From the gravest to the slightest: a cycle without time tells more than one with it. */
const SOUGHT: readonly Sought[] = LEVELS.flatMap(({ suffix, mask, kind }) => {
  const all = DATA | bit(RW) | mask;
  return [
    { name: `G0${suffix}`, mask: bit(WW) | mask | bit(PASS), seed: WW, also: kind, rw: 'none' },
    { name: `G1c${suffix}`, mask: DATA | mask, seed: WR, also: kind, rw: 'none' },
    { name: `G-single${suffix}`, mask: all, seed: RW, also: kind, rw: 'none' },
    { name: `G-nonadjacent${suffix}`, mask: all, seed: RW, also: kind, rw: 'apart' },
    { name: `G2-item${suffix}`, mask: all, seed: RW, also: kind, rw: 'any' },
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
 */
export const findCycles = (
  graph: Graph,
  full: (name: string) => boolean,
  found: (cycle: Cycle) => void,
): void => {
  const everything = components(graph, -1);
  for (const tangle of subgraphs(graph, everything)) {
    let implied: ReadonlySet<string> = new Set();
    const names: string[] = [];
    const search = searcher(tangle);
    for (const sought of SOUGHT) {
      if (implied.has(sought.name) || !hasKinds(tangle, sought)) continue;
      const walk = search(sought, full(sought.name) ? EFFORT_MIN : EFFORT_MAX);
      if (walk === undefined) continue;
      for (const { nodes, kinds } of simpleCycles(walk.nodes, walk.kinds)) {
        const name = nameOf(kinds);
        if (name === undefined || implied.has(name)) continue;
        names.push(name);
        implied = impliedAnomalies(names);
        found({ name, ...joined(nodes.map((v) => tangle.names[v] ?? 0), kinds) });
      }
    }
  }
};

const hasKinds = ({ kinds }: Subgraph, { seed, also }: Sought): boolean =>
  (kinds & bit(seed)) !== 0 && (also < 0 || (kinds & bit(also)) !== 0);

/** Cuts a closed walk wherever it comes by a node again. */
const simpleCycles = (nodes: readonly number[], kinds: readonly number[]) => {
  const cycles: { nodes: number[]; kinds: number[] }[] = [];
  const path: number[] = [];
  const along: number[] = [];
  for (let i = 0; i <= nodes.length; i++) {
    const v = nodes[i % nodes.length] ?? 0;
    const at = path.indexOf(v);
    if (at >= 0) cycles.push({ nodes: path.splice(at), kinds: along.splice(at) });
    if (i === nodes.length) break;
    path.push(v);
    along.push(kinds[i] ?? 0);
  }
  return cycles;
};

/** One step for a process's transactions in a row, beginning with the earliest transaction. */
const joined = (nodes: readonly number[], kinds: readonly number[]) => {
  const isMiddle = (i: number): boolean => kinds[i] === PROCESS && kinds.at(i - 1) === PROCESS;
  const keep = nodes.map((_, i) => i).filter((i) => !isMiddle(i));
  const earliest = keep.reduce((a, b, i) => ((nodes[b] ?? 0) < (nodes[keep[a] ?? 0] ?? 0) ? i : a), 0);
  const turned = [...keep.slice(earliest), ...keep.slice(0, earliest)];
  return { nodes: turned.map((i) => nodes[i] ?? 0), kinds: turned.map((i) => kinds[i] ?? 0) };
};

/** The name that Adya, and Elle after him, give to a cycle of such edges. */
const nameOf = (kinds: readonly number[]): string | undefined => {
  const has = (kind: number): boolean => kinds.includes(kind);
  const suffix = has(REALTIME) ? '-realtime' : has(PROCESS) ? '-process' : '';
  const rw = kinds.filter((kind) => kind === RW).length;
  if (rw === 1) return `G-single${suffix}`;
  if (rw > 1) {
    const adjacent = kinds.some((kind, i) => kind === RW && kinds.at(i - 1) === RW);
    return `${adjacent ? 'G2-item' : 'G-nonadjacent'}${suffix}`;
  }
  if (has(WR)) return `G1c${suffix}`;
  return has(WW) ? `G0${suffix}` : undefined;
};
