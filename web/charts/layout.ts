import { layout as dagre, Graph } from '@dagrejs/dagre';

/** Where the boxes and arrows of a call graph go. Pure: the same graph gives the same picture. */

export interface Box {
  readonly id: string;
  readonly label: string;
  /** Stands in rows of its own below the graph: nothing known reaches it. */
  readonly apart?: boolean;
}
export interface Arrow {
  readonly from: string;
  readonly to: string;
}
export interface Placed {
  readonly id: string;
  /** Centre. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Placed[];
  readonly arrows: readonly (Arrow & { readonly points: readonly { x: number; y: number }[] })[];
  /** Top of the rows that stand apart, when there are any. */
  readonly apart_y: number | undefined;
}

export type Direction = 'across' | 'down';

const height = 40;
const margin = 14;
const gap = 12;

/** Wide enough for the label at 12 px and a mark beside it. */
const widthOf = (label: string) => Math.min(204, Math.max(80, label.length * 7 + 36));

/**
 * Layers the boxes from left to right or from top to bottom, callers before callees (Sugiyama's method by way of dagre).
 * Arrows to unknown boxes and doubled arrows are left out.
 */
export function layOut(
  boxes: readonly Box[],
  arrows: readonly Arrow[],
  direction: Direction = 'across',
): Layout {
  const graph = new Graph<object, { width: number; height: number; x: number; y: number }, Route>();
  const rankdir = direction === 'across' ? 'LR' : 'TB';
  graph.setGraph({ rankdir, nodesep: gap, ranksep: 40, marginx: margin, marginy: margin });
  const inGraph = boxes.filter((box) => !box.apart);
  const known = new Set(inGraph.map((box) => box.id));
  for (const { id, label } of inGraph) {
    graph.setNode(id, { width: widthOf(label), height, x: 0, y: 0 });
  }
  for (const { from, to } of arrows) {
    if (known.has(from) && known.has(to) && from !== to) graph.setEdge(from, to, { points: [] });
  }
  dagre(graph);

  const placed: Placed[] = inGraph.map(({ id }) => ({ id, ...position(graph.node(id)) }));
  const routes = graph.edges().map(({ v, w }: { v: string; w: string }) => ({
    from: v,
    to: w,
    points: graph.edge(v, w).points.map(({ x, y }: Point) => ({ x, y })),
  }));
  const right = Math.max(360, ...placed.map((box) => box.x + box.width / 2 + margin));
  const below = Math.max(margin, ...placed.map((box) => box.y + height / 2 + margin));

  const apart = boxes.filter((box) => box.apart);
  const apart_y = apart.length > 0 ? below + 8 : undefined;
  let x = margin;
  let y = below + 34;
  for (const { id, label } of apart) {
    const width = widthOf(label);
    if (x + width > right && x > margin) {
      x = margin;
      y += height + gap;
    }
    placed.push({ id, x: x + width / 2, y: y + height / 2, width, height });
    x += width + gap;
  }
  const bottom = apart.length > 0 ? y + height + margin : below;
  return { width: right, height: bottom, boxes: placed, arrows: routes, apart_y };
}

interface Point {
  x: number;
  y: number;
}
interface Route {
  points: Point[];
}

const position = (node: Omit<Placed, 'id'>): Omit<Placed, 'id'> => ({
  x: node.x,
  y: node.y,
  width: node.width,
  height: node.height,
});
