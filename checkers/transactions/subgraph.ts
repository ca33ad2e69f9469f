import { bit, type Graph, KIND_BITS, KIND_MASK } from './graph.ts';
import { type Components, tangles } from './scc.ts';

/** A strongly connected component as a graph of its own. */
export interface Subgraph extends Graph {
  /** The node's number in the whole graph. */
  readonly names: Int32Array;
  /** The bits of the kinds of edges in it. */
  readonly kinds: number;
}

/** The components with more than one node, one at a time, smallest first. */
export function* subgraphs(graph: Graph, components: Components): Generator<Subgraph> {
  const { of } = components;
  const local = new Int32Array(components.isCyclic ? graph.nodes : 0);
  for (const names of tangles(components).toSorted(
    (a, b) => a.length - b.length || (a[0] ?? 0) - (b[0] ?? 0),
  )) {
    const start = new Int32Array(names.length + 1);
    const inside = (v: number, at: number): boolean =>
      of[(graph.edges[at] ?? 0) >> KIND_BITS] === of[v];
    for (let v = 0; v < names.length; v++) {
      const name = names[v] ?? 0;
      local[name] = v;
      let size = start[v] ?? 0;
      for (let at = graph.start[name] ?? 0; at < (graph.start[name + 1] ?? 0); at++) {
        if (inside(name, at)) size++;
      }
      start[v + 1] = size;
    }
    const edges = new Int32Array(start[names.length] ?? 0);
    let kinds = 0;
    let size = 0;
    for (const name of names) {
      for (let at = graph.start[name] ?? 0; at < (graph.start[name + 1] ?? 0); at++) {
        if (!inside(name, at)) continue;
        const edge = graph.edges[at] ?? 0;
        kinds |= bit(edge & KIND_MASK);
        edges[size++] = ((local[edge >> KIND_BITS] ?? 0) << KIND_BITS) | (edge & KIND_MASK);
      }
    }
    yield { nodes: names.length, start, edges, names, kinds };
  }
}
