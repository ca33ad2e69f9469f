import { type Graph, KIND_BITS, KIND_MASK } from './graph.ts';

/** Strongly connected components. */
export interface Components {
  /** The component of each node; numbered against the edges, sinks first. */
  readonly of: Int32Array;
  /** The nodes of each component with more than one node, in ascending order. */
  readonly tangled: readonly (readonly number[])[];
}

/**
 * Tarjan's algorithm (1972), without recursion, over the edges whose kind's bit is in `mask`. Takes
 * time linear in nodes and edges and 20 bytes a node.
 */
export const components = ({ nodes, start, edges }: Graph, mask: number): Components => {
  const of = new Int32Array(nodes).fill(-1);
  const seen = new Int32Array(nodes);
  const low = new Int32Array(nodes);
  const next = new Int32Array(nodes);
  // Grows from the left by waiting nodes, from the right by the path of the walk.
  const stack = new Int32Array(nodes + 1);
  const tangled: number[][] = [];
  let clock = 0;
  let found = 0;
  let waiting = 0;
  for (let root = 0; root < nodes; root++) {
    if (seen[root] !== 0) continue;
    let path = nodes;
    stack[path] = root;
    seen[root] = low[root] = ++clock;
    next[root] = start[root] ?? 0;
    while (path <= nodes) {
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
        if (waiting > 0 && (seen[stack[waiting - 1] ?? 0] ?? 0) > lowest) {
          const members = [v];
          while (waiting > 0 && (seen[stack[waiting - 1] ?? 0] ?? 0) > lowest) {
            const w = stack[--waiting] ?? 0;
            of[w] = component;
            members.push(w);
          }
          tangled.push(members.sort((a, b) => a - b));
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
  return { of, tangled };
};
