import { PIECE, type Work } from '../pieces.ts';
import { bit, type Graph, KIND_BITS, KIND_MASK, PASS, RW_BITS } from './graph.ts';
import { type Components, components, roomFor } from './scc.ts';
import type { Subgraph } from './subgraph.ts';

/** A closed walk without helpers: edge i leads from node i to the next, the last to the first. */
interface Walk {
  readonly nodes: readonly number[];
  readonly kinds: readonly number[];
}

interface Pattern {
  readonly mask: number;
  /** All kinds of edges that are looked at when this one is; the mask is among them. */
  readonly level: number;
  readonly seed: number;
  readonly also: number;
  readonly rw: 'none' | 'apart' | 'any';
}

/** What is remembered along a walk: whether its last edge was rw, and whether it had what it must. */
const AFTER_RW = 1;
const COMPLETE = 2;
const STATES = 4;

/** What is remembered after another edge, or -1 where the pattern has none such. */
const step = (memory: number, kind: number, { mask, also, rw }: Pattern): number => {
  if ((mask & bit(kind)) === 0) return -1;
  const has = (memory & COMPLETE) | ((bit(kind) & also) === 0 ? 0 : COMPLETE);
  if ((bit(kind) & RW_BITS) !== 0) {
    if (rw === 'none' || (memory & AFTER_RW) !== 0) return -1;
    return rw === 'apart' ? has | AFTER_RW : has;
  }
  return has;
};

const isClosed = (memory: number, { rw }: Pattern): boolean =>
  (memory & COMPLETE) !== 0 && !(rw === 'apart' && (memory & AFTER_RW) !== 0);

/**
 * Every node twice, as reached by an rw edge (above) and by another (below): walks through it keep
 * their rw edges apart.
 */
const doubled = ({ nodes, start, edges }: Graph): Graph => {
  const isRw = (edge: number): boolean => (bit(edge & KIND_MASK) & RW_BITS) !== 0;
  const above = nodes << KIND_BITS;
  let rw = 0;
  for (const edge of edges) if (isRw(edge)) rw++;
  const wide = new Int32Array(2 * edges.length - rw);
  const starts = new Int32Array(2 * nodes + 1);
  let size = 0;
  for (let v = 0; v < 2 * nodes; v++) {
    const isAbove = v >= nodes;
    const node = isAbove ? v - nodes : v;
    for (let at = start[node] ?? 0; at < (start[node + 1] ?? 0); at++) {
      const edge = edges[at] ?? 0;
      if (isRw(edge)) {
        if (!isAbove) wide[size++] = edge + above;
      } else {
        // Helpers pass on how they were reached.
        wide[size++] = isAbove && (edge & KIND_MASK) === PASS ? edge + above : edge;
      }
    }
    starts[v + 1] = size;
  }
  return { nodes: 2 * nodes, start: starts, edges: wide };
};

/** By component, whether it has an edge of the kinds that a pattern needs beside the seed. */
const completeParts = (graph: Graph, of: Int32Array, { mask, also }: Pattern): Uint8Array => {
  const complete = new Uint8Array(graph.nodes);
  if (also === 0) return complete.fill(1);
  for (let v = 0; v < graph.nodes; v++) {
    for (let at = graph.start[v] ?? 0; at < (graph.start[v + 1] ?? 0); at++) {
      const edge = graph.edges[at] ?? 0;
      const isNeeded = (bit(edge & KIND_MASK) & mask & also) !== 0;
      if (isNeeded && of[v] === of[edge >> KIND_BITS]) complete[of[v] ?? 0] = 1;
    }
  }
  return complete;
};

/** What is known of a pattern's closed walks before any is looked for. */
interface Outlook {
  /** Whether an edge may lie on one. */
  readonly closes: (from: number, edge: number) => boolean;
  /**
   * For walks with a single rw edge: numbers that never grow along the other edges. A node reaches
   * none with a greater one. Undefined for other patterns.
   */
  readonly rank: Int32Array | undefined;
}

/**
 * Decides for all edges at once, by components of the edges that the pattern has, which of them may
 * lie on a closed walk of it; undefined if none does. For a walk with a single rw edge that is
 * necessary only, and the order of the rest of the graph rules out most of the others; for every
 * other pattern it is sufficient too.
 */
const outlooks = (graph: Subgraph) => {
  let wide: Graph | undefined;
  const room = roomFor(2 * graph.nodes);
  const known = new Map<string, Components>();
  function* partsOf(mask: number, apart: boolean): Work<Components> {
    const id = `${mask} ${apart}`;
    let parts = known.get(id);
    if (parts === undefined) {
      if (apart) wide ??= doubled(graph);
      parts = yield* components(apart && wide !== undefined ? wide : graph, mask, room);
      known.set(id, parts);
    }
    return parts;
  }
  return function* (pattern: Pattern): Work<Outlook | undefined> {
    const { mask, level, seed, rw } = pattern;
    const forward = level & ~RW_BITS;
    const isSeedRw = seed === RW_BITS;
    // What has no cycle at all has none of this kind.
    if ((graph.kinds & ~level) !== 0 && !(yield* partsOf(level, false)).isCyclic) return undefined;
    if (!isSeedRw && !(yield* partsOf(forward, false)).isCyclic) return undefined;
    const apart = isSeedRw && rw !== 'any';
    const { of, isCyclic } = yield* partsOf(mask, apart);
    if (!isCyclic) return undefined;
    const complete = completeParts(apart && wide !== undefined ? wide : graph, of, pattern);
    const offset = apart ? graph.nodes : 0;
    const rank = isSeedRw && rw === 'none' ? (yield* partsOf(forward, false)).of : undefined;
    return {
      rank,
      closes: (from, edge) => {
        const to = edge >> KIND_BITS;
        if (rank !== undefined && (rank[to] ?? 0) < (rank[from] ?? 0)) return false;
        const component = of[from] ?? -1;
        return of[to + offset] === component && complete[component] === 1;
      },
    };
  };
};

/**
 * Looks for short closed walks of a pattern in one component: breadth first from each edge of the
 * seed's kind back to where that edge began.
 */
export const searcher = (graph: Subgraph) => {
  const { nodes, start, edges } = graph;
  const stamp = new Int32Array(nodes * STATES);
  const parent = new Int32Array(nodes * STATES);
  const byEdge = new Int32Array(nodes * STATES);
  const outlookOn = outlooks(graph);
  /** By node, never growing along a walk; what has less than the walk's end leads nowhere. */
  let rank: Int32Array | undefined;
  let least = 0;
  let round = 0;
  let effort = 0;

  const visit = (state: number, before: number, kind: number, into: number[]): void => {
    effort++;
    if (stamp[state] === round) return;
    if (rank !== undefined && (rank[Math.floor(state / STATES)] ?? 0) < least) return;
    stamp[state] = round;
    parent[state] = before;
    byEdge[state] = kind;
    into.push(state);
  };

  /** The walk from `from` (just after the seed) to `to`, at most `length_max` edges long. */
  const shortest = (
    pattern: Pattern,
    from: number,
    to: number,
    first: number,
    length_max: number,
  ): Walk | undefined => {
    round++;
    least = rank?.[to] ?? 0;
    const isComplete = pattern.also === 0 || (bit(first) & pattern.also) !== 0;
    const begin = (isComplete ? COMPLETE : 0) + (pattern.rw === 'apart' ? AFTER_RW : 0);
    const origin = from * STATES + begin;
    stamp[origin] = round;
    parent[origin] = -1;
    let frontier = [origin];
    for (let length = 1; length <= length_max && frontier.length > 0; length++) {
      // Helpers cost no length: first all that they lead to, while the frontier grows.
      for (let i = 0; i < frontier.length; i++) {
        const state = frontier[i] ?? 0;
        const v = Math.floor(state / STATES);
        if (v === to && isClosed(state % STATES, pattern)) return unwind(state, first, to);
        for (let at = start[v] ?? 0; at < (start[v + 1] ?? 0); at++) {
          const edge = edges[at] ?? 0;
          if ((edge & KIND_MASK) !== PASS) break; // Helpers have no other edges, and nobody else has these.
          visit((edge >> KIND_BITS) * STATES + (state % STATES), state, PASS, frontier);
        }
      }
      const beyond: number[] = [];
      for (const state of frontier) {
        const v = Math.floor(state / STATES);
        for (let at = start[v] ?? 0; at < (start[v + 1] ?? 0); at++) {
          const edge = edges[at] ?? 0;
          const kind = edge & KIND_MASK;
          if (kind === PASS) break;
          const memory = step(state % STATES, kind, pattern);
          if (memory >= 0) visit((edge >> KIND_BITS) * STATES + memory, state, kind, beyond);
        }
      }
      frontier = beyond;
    }
    return undefined;
  };

  const unwind = (end: number, first: number, to: number): Walk => {
    const trail: number[] = [];
    for (let state = end; state >= 0; state = parent[state] ?? -1) trail.push(state);
    trail.reverse();
    const path = [to];
    const kinds = [first];
    for (const [i, state] of trail.entries()) {
      // Helpers have no names of their own: the edge that entered them goes on to where they lead.
      const leaving = trail[i + 1];
      const isHelper = leaving !== undefined && byEdge[leaving] === PASS;
      if (isHelper) continue;
      if (leaving === undefined) break;
      path.push(Math.floor(state / STATES));
      kinds.push(byEdge[leaving] ?? 0);
    }
    return { nodes: path, kinds };
  };

  return function* (pattern: Pattern, effort_max: number): Work<Walk | undefined> {
    effort = 0;
    let told = 0;
    const outlook = yield* outlookOn(pattern);
    if (outlook === undefined) return undefined;
    rank = outlook.rank;
    let best: Walk | undefined;
    for (let v = 0; v < nodes; v++) {
      for (let at = start[v] ?? 0; at < (start[v + 1] ?? 0); at++) {
        const edge = edges[at] ?? 0;
        const kind = edge & KIND_MASK;
        if ((bit(kind) & pattern.mask & pattern.seed) === 0 || !outlook.closes(v, edge)) continue;
        const length_max = best === undefined ? STATES * nodes + 1 : best.nodes.length - 1;
        best = shortest(pattern, edge >> KIND_BITS, v, kind, length_max) ?? best;
        if (effort - told >= PIECE) {
          yield { stage: 'looking for short cycles', done: v, total: nodes, steps: effort - told };
          told = effort;
        }
        if (best?.nodes.length === 2 || effort > effort_max) return best;
      }
    }
    return best;
  };
};
