import { bit, type Graph, GraphBuilder, KIND_BITS, KIND_MASK, PASS, RW_BITS } from './graph.ts';
import { components } from './scc.ts';
import type { Subgraph } from './subgraph.ts';

/** A closed walk without helpers: edge i leads from node i to the next, the last to the first. */
interface Walk {
  readonly nodes: readonly number[];
  readonly kinds: readonly number[];
}

interface Pattern {
  readonly mask: number;
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
 * Whether an edge lies on a closed walk of the pattern, decided for all edges at once by components
 * of the edges that the pattern has. To keep rw edges apart, every node stands there twice: as
 * reached by an rw edge, and as reached by another. For a walk with a single rw edge this is
 * necessary; for every other pattern it is sufficient too.
 */
const closable = (graph: Subgraph, pattern: Pattern): ((from: number, edge: number) => boolean) => {
  const { nodes, start, edges } = graph;
  const apart = pattern.rw !== 'any' && pattern.seed === RW_BITS;
  const builder = new GraphBuilder(apart ? 2 * nodes : nodes);
  const each = (visit: (from: number, to: number, kind: number) => void): void => {
    for (let v = 0; v < nodes; v++) {
      for (let at = start[v] ?? 0; at < (start[v + 1] ?? 0); at++) {
        const edge = edges[at] ?? 0;
        const kind = edge & KIND_MASK;
        if ((pattern.mask & bit(kind)) === 0) continue;
        const w = edge >> KIND_BITS;
        if (!apart) visit(v, w, kind);
        else if ((bit(kind) & RW_BITS) !== 0) visit(v, w + nodes, kind);
        else {
          visit(v, w, kind);
          visit(v + nodes, kind === PASS ? w + nodes : w, kind);
        }
      }
    }
  };
  each((from, to, kind) => builder.link(from, to, kind));
  const { of } = components(builder.build(), -1);
  const complete = new Set<number>();
  each((from, to, kind) => {
    if ((bit(kind) & pattern.also) !== 0 && of[from] === of[to]) complete.add(of[from] ?? -1);
  });
  return (from, edge) => {
    const to = (edge >> KIND_BITS) + (apart ? nodes : 0);
    const component = of[from] ?? -1;
    return of[to] === component && (pattern.also === 0 || complete.has(component));
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
  let round = 0;
  let effort = 0;

  const visit = (state: number, before: number, kind: number, into: number[]): void => {
    effort++;
    if (stamp[state] === round) return;
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

  return (pattern: Pattern, effort_max: number): Walk | undefined => {
    effort = 0;
    const within = closable(graph, pattern);
    let best: Walk | undefined;
    for (let v = 0; v < nodes; v++) {
      for (let at = start[v] ?? 0; at < (start[v + 1] ?? 0); at++) {
        const edge = edges[at] ?? 0;
        const kind = edge & KIND_MASK;
        if ((bit(kind) & pattern.mask & pattern.seed) === 0 || !within(v, edge)) continue;
        const length_max = best === undefined ? STATES * nodes + 1 : best.nodes.length - 1;
        best = shortest(pattern, edge >> KIND_BITS, v, kind, length_max) ?? best;
        if (best?.nodes.length === 2 || effort > effort_max) return best;
      }
    }
    return best;
  };
};
