import { bit, type Graph, KIND_BITS, KIND_MASK } from './graph.ts';
import type { Components } from './scc.ts';

/** A strongly connected component as a graph of its own. */
export interface Subgraph extends Graph {
  /** The node's number in the whole graph. */
  readonly names: readonly number[];
  /** The bits of the kinds of edges in it. */
  readonly kinds: number;
}

/** The components with more than one node, one at a time, smallest first. */
export function* subgraphs(graph: Graph, { of, tangled }: Components): Generator<Subgraph> {
  const local = new Int32Array(graph.nodes);
  for (const names of tangled.toSorted(
    (a, b) => a.length - b.length || (a[0] ?? 0) - (b[0] ?? 0),
  )) {
    for (let v = 0; v < names.length; v++) local[names[v] ?? 0] = v;
    const start = new Int32Array(names.length + 1);
    const packed: number[] = [];
    let kinds = 0;
    for (let v = 0; v < names.length; v++) {
      const name = names[v] ?? 0;
      const component = of[name];
      for (let at = graph.start[name] ?? 0; at < (graph.start[name + 1] ?? 0); at++) {
        const edge = graph.edges[at] ?? 0;
        const target = edge >> KIND_BITS;
        if (of[target] !== component) continue;
        kinds |= bit(edge & KIND_MASK);
        packed.push(((local[target] ?? 0) << KIND_BITS) | (edge & KIND_MASK));
      }
      start[v + 1] = packed.length;
    }
    yield { nodes: names.length, start, edges: Int32Array.from(packed), names, kinds };
  }
}
