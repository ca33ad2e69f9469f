import { compare } from './problem.ts';

type Edges = ReadonlyMap<string, readonly string[]>;

/**
 * The circles of a directed graph, each as one shortest way round from its first name, with that name
 * at both ends. Of circles that share a node only the first is told; the others show when it is mended.
 * Edges to unknown nodes, and from a node to itself, are left out.
 */
export const circles = (edges: Edges): readonly (readonly string[])[] => {
  const knot = knotted(edges);
  const found: string[][] = [];
  const told = new Set<string>();
  for (const start of [...knot.keys()].sort(compare)) {
    if (told.has(start)) continue;
    const circle = wayRound(start, knot);
    if (circle === undefined) continue;
    found.push(circle);
    for (const node of circle) told.add(node);
  }
  return found;
};

/** What is left when nodes without a way out are taken off one by one, then those without a way in. */
const knotted = (edges: Edges): Edges => {
  const known = new Map(
    [...edges].map(([from, to]) => [from, to.filter((each) => each !== from && edges.has(each))]),
  );
  return reversed(peeled(reversed(peeled(known))));
};

const reversed = (edges: Edges): Edges => {
  const back = new Map<string, string[]>([...edges.keys()].map((node) => [node, []]));
  for (const [from, targets] of edges) for (const to of targets) back.get(to)?.push(from);
  return back;
};

/** Takes off nodes without a way out until every node has one (Kahn's algorithm). */
const peeled = (edges: Edges): Edges => {
  const back = reversed(edges);
  const open = new Map([...edges].map(([node, targets]) => [node, targets.length]));
  const ends = [...edges.keys()].filter((node) => open.get(node) === 0);
  for (let node = ends.pop(); node !== undefined; node = ends.pop()) {
    open.delete(node);
    for (const from of back.get(node) ?? []) {
      const rest = (open.get(from) ?? 0) - 1;
      open.set(from, rest);
      if (rest === 0) ends.push(from);
    }
  }
  return new Map([...open.keys()].map((node) => [node, left(edges.get(node), open)]));
};

const left = (
  targets: readonly string[] | undefined,
  within: { has(node: string): boolean },
): readonly string[] => (targets ?? []).filter((to) => within.has(to));

/** Breadth first from `start` back to it. */
const wayRound = (start: string, edges: Edges): string[] | undefined => {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  // The queue grows while it is walked.
  for (const node of queue) {
    for (const to of edges.get(node) ?? []) {
      if (to === start) {
        const path = [start];
        for (let at = node; at !== start; at = cameFrom.get(at) ?? start) path.unshift(at);
        return [start, ...path];
      }
      if (cameFrom.has(to)) continue;
      cameFrom.set(to, node);
      queue.push(to);
    }
  }
  return undefined;
};
