import { bit, type Graph, GraphBuilder, KIND_BITS, KIND_MASK, PASS, RW } from './graph.ts';
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

  /** The walk from `from` (just after the seed) to `to`, at most `length_max` edges long. */
  const shortest = (
    pattern: Pattern,
    from: number,
    to: number,
    first: number,
    length_max: number,
  ): Walk | undefined => {
    round++;
    const isComplete = pattern.also < 0 || first === pattern.also;
    const origin =
      from * STATES + (isComplete ? COMPLETE : 0) + (first === RW ? AFTER_RW : 0);
    stamp[origin] = round;
    parent[origin] = -1;
    let frontier = [origin];
    for (let length = 1; length <= length_max && frontier.length > 0; length++) {
      const beyond: number[] = [];
      // Grows while it is walked: helpers cost no length.
      for (let i = 0; i < frontier.length; i++) {
        const state = frontier[i] ?? 0;
        const v = Math.floor(state / STATES);
        const memory = state % STATES;
        if (v === to && (memory & COMPLETE) !== 0) {
          if (pattern.rw !== 'apart' || (memory & AFTER_RW) === 0) return unwind(state, first, to);
        }
        for (let at = start[v] ?? 0; at < (start[v + 1] ?? 0); at++) {
          effort++;
          const edge = edges[at] ?? 0;
          const kind = edge & KIND_MASK;
          if ((pattern.mask & bit(kind)) === 0) continue;
          let after = memory;
          if (kind !== PASS) {
            if (kind === RW) {
              if (pattern.rw === 'none') continue;
              if (pattern.rw === 'apart' && (memory & AFTER_RW) !== 0) continue;
            }
            after = (memory & COMPLETE) | (kind === RW ? AFTER_RW : 0);
            if (kind === pattern.also) after |= COMPLETE;
          }
          const reached = (edge >> KIND_BITS) * STATES + after;
          if (stamp[reached] === round) continue;
          stamp[reached] = round;
          parent[reached] = state;
          byEdge[reached] = kind;
          (kind === PASS ? frontier : beyond).push(reached);
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
        if ((edge & KIND_MASK) !== pattern.seed || !within(v, edge)) continue;
        const length_max = best === undefined ? STATES * nodes + 1 : best.nodes.length - 1;
        best = shortest(pattern, edge >> KIND_BITS, v, pattern.seed, length_max) ?? best;
        if (best?.nodes.length === 2 || effort > effort_max) return best;
      }
    }
    return best;
  };
};
