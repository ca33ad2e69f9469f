import type { TopologyName } from './options.ts';

export type Topology = Readonly<Record<string, readonly string[]>>;

/** Whom each node shall talk to, in Maelstrom's shapes. */
export const topologyOf = (name: TopologyName, nodes: readonly string[]): Topology => {
  const neighbours = (at: number): readonly number[] => {
    switch (name) {
      case 'total':
        return nodes.map((_, other) => other).filter((other) => other !== at);
      case 'line':
        return [at - 1, at + 1];
      case 'grid':
        return grid(at, Math.ceil(Math.sqrt(nodes.length)));
      case 'tree':
      case 'tree2':
        return tree(at, 2);
      case 'tree3':
        return tree(at, 3);
      case 'tree4':
        return tree(at, 4);
    }
  };
  return Object.fromEntries(
    nodes.map((node, at) => [node, neighbours(at).flatMap((other) => nodes[other] ?? [])]),
  );
};

const grid = (at: number, side: number): readonly number[] => {
  const column = at % side;
  return [
    at + side,
    at - side,
    ...(column + 1 < side ? [at + 1] : []),
    ...(column > 0 ? [at - 1] : []),
  ];
};

const tree = (at: number, branch: number): readonly number[] => {
  const children = Array.from({ length: branch }, (_, child) => at * branch + 1 + child);
  return at === 0 ? children : [Math.floor((at - 1) / branch), ...children];
};
