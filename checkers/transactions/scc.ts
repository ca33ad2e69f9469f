import { PIECE, type Work } from '../pieces.ts';
import { type Graph, KIND_BITS, KIND_MASK } from './graph.ts';

/** Strongly connected components. */
export interface Components {
  /** The component of each node; numbered against the edges, sinks first. */
  readonly of: Int32Array;
  /** How many there are. */
  readonly count: number;
  /** Whether one of them has more than one node. */
  readonly isCyclic: boolean;
}

/** The nodes of each component with more than one node, in ascending order. */
export const tangles = ({ of, count, isCyclic }: Components): Int32Array[] => {
  if (!isCyclic) return [];
  const sizes = new Int32Array(count);
  for (const component of of) sizes[component] = (sizes[component] ?? 0) + 1;
  const members = new Map<number, { nodes: Int32Array; size: number }>();
  for (const [v, component] of of.entries()) {
    const size = sizes[component] ?? 0;
    if (size === 1) continue;
    let tangle = members.get(component);
    if (tangle === undefined) {
      tangle = { nodes: new Int32Array(size), size: 0 };
      members.set(component, tangle);
    }
    tangle.nodes[tangle.size++] = v;
  }
  return [...members.values()].map(({ nodes }) => nodes);
};

/** Where the algorithm keeps its notes, for graphs of so many nodes at most. */
export interface Room {
  readonly seen: Int32Array;
  readonly low: Int32Array;
  readonly next: Int32Array;
  readonly stack: Int32Array;
}

/** Room to be used again and again: who looks at one graph many times needs it once. */
export const roomFor = (nodes: number): Room => ({
  seen: new Int32Array(nodes),
  low: new Int32Array(nodes),
  next: new Int32Array(nodes),
  stack: new Int32Array(nodes + 1),
});

/**
 * Tarjan's algorithm (1972), without recursion, over the edges whose kind's bit is in `mask`. Takes
 * time linear in nodes and edges and 20 bytes a node.
 */
export function* components(
  { nodes, start, edges }: Graph,
  mask: number,
  { seen, low, next, stack }: Room = roomFor(nodes),
): Work<Components> {
  const of = new Int32Array(nodes).fill(-1);
  seen.fill(0, 0, nodes);
  // The stack grows from the left by waiting nodes, from the right by the path of the walk.
  let isCyclic = false;
  let clock = 0;
  let found = 0;
  let waiting = 0;
  let looked = 0;
  for (let root = 0; root < nodes; root++) {
    if (seen[root] !== 0) continue;
    let path = nodes;
    stack[path] = root;
    seen[root] = low[root] = ++clock;
    next[root] = start[root] ?? 0;
    while (path <= nodes) {
      if (++looked % PIECE === 0) {
        yield { stage: 'looking for cycles', done: clock, total: nodes };
      }
      const v = stack[path] ?? 0;
      const at = next[v] ?? 0;
      if (at < (start[v + 1] ?? 0)) {
        next[v] = at + 1;
        const edge = edges[at] ?? 0;
        if ((mask & (1 << (edge & KIND_MASK))) === 0) continue;
        const w = edge >> KIND_BITS;
        if (seen[w] === 0) {
          seen[w] = low[w] = ++clock;
          next[w] = start[w] ?? 0;
          stack[--path] = w;
        } else if (of[w] === -1 && (seen[w] ?? 0) < (low[v] ?? 0)) {
          low[v] = seen[w] ?? 0;
        }
        continue;
      }
      path++;
      const lowest = low[v] ?? 0;
      if (lowest === seen[v]) {
        const component = found++;
        of[v] = component;
        while (waiting > 0 && (seen[stack[waiting - 1] ?? 0] ?? 0) > lowest) {
          of[stack[--waiting] ?? 0] = component;
          isCyclic = true;
        }
      } else {
        stack[waiting++] = v;
      }
      if (path <= nodes) {
        const parent = stack[path] ?? 0;
        if (lowest < (low[parent] ?? 0)) low[parent] = lowest;
      }
    }
  }
  return { of, count: found, isCyclic };
}
