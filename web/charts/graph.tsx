import type { LaneState } from '@dstudio/simulator';
import { curveBasis, line as lineShape } from 'd3-shape';
import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useId,
  useMemo,
  useState,
} from 'react';
import { Icon } from '../shell/icons.tsx';
import { type Arrow, type Box, type Layout, layOut } from './layout.ts';
import { useWidth } from './use-width.ts';

export interface GraphNode {
  readonly id: string;
  readonly label: string;
  /** A short second line: '3 replicas'. */
  readonly detail?: string;
  readonly shape?: 'service' | 'store' | 'queue' | 'external';
  readonly state?: LaneState | undefined;
  readonly apart?: boolean;
  readonly entry?: boolean;
}
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
  readonly state?: LaneState | undefined;
  readonly dashed?: boolean;
}
interface Props {
  readonly title: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly most_px?: number;
  /** Node or edge ('from to') that a fault strikes. */
  readonly struck?: string | undefined;
}

const route = lineShape<{ x: number; y: number }>()
  .x((point) => point.x)
  .y((point) => point.y)
  .curve(curveBasis);

const stateMark: Readonly<Record<LaneState, string>> = {
  good: '✓',
  degraded: '◐',
  bad: '✕',
  waiting: '…',
  idle: '',
};

/** Who calls whom. Drag or arrow keys pan, buttons or + and − zoom, 0 fits. */
export function CallGraph({ title, nodes, edges, most_px = 320, struck }: Props): ReactNode {
  const [frame, width_px] = useWidth<HTMLDivElement>();
  const [view, setView] = useState({ x: 0, y: 0, zoom: 1 });
  const marker = useId();
  // States change with every step of the cursor; the layout only with what is in `shape`.
  const shape = JSON.stringify({
    boxes: nodes.map(({ id, label, apart }) => ({ id, label, apart })),
    arrows: edges.map(({ from, to }) => ({ from, to })),
  });
  const plans = useMemo(() => {
    // Written three lines above.
    const { boxes, arrows } = JSON.parse(shape) as { boxes: Box[]; arrows: Arrow[] };
    return [layOut(boxes, arrows, 'across'), layOut(boxes, arrows, 'down')] as const;
  }, [shape]);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const edgeBy = new Map(edges.map((edge) => [`${edge.from} ${edge.to}`, edge]));

  // Whichever way leaves the names larger.
  const fitOf = (plan: Layout) => Math.min(1.15, width_px / plan.width, most_px / plan.height) || 1;
  const [across, down] = plans;
  const plan = fitOf(down) > fitOf(across) * 1.1 ? down : across;
  const fit = fitOf(plan);
  const height_px = Math.min(most_px, Math.max(150, plan.height * fit));
  const scale = fit * view.zoom;
  const left = (width_px - plan.width * scale) / 2 + view.x;
  const top = (height_px - plan.height * scale) / 2 + view.y;

  const zoom = (by: number) =>
    setView((now) => ({ ...now, zoom: Math.min(5, Math.max(0.5, now.zoom * by)) }));
  const reset = () => setView({ x: 0, y: 0, zoom: 1 });
  const pan = (dx: number, dy: number) =>
    setView((now) => ({ ...now, x: now.x + dx, y: now.y + dy }));
  const drag = (event: PointerEvent<SVGSVGElement>) => {
    if (event.buttons === 1 && event.pointerType === 'mouse') pan(event.movementX, event.movementY);
  };
  const press = (event: KeyboardEvent) => {
    const act = {
      ArrowLeft: () => pan(40, 0),
      ArrowRight: () => pan(-40, 0),
      ArrowUp: () => pan(0, 40),
      ArrowDown: () => pan(0, -40),
      '+': () => zoom(1.25),
      '=': () => zoom(1.25),
      '-': () => zoom(0.8),
      '0': reset,
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  return (
    <div className="graph" ref={frame} style={{ height: height_px }}>
      {width_px > 0 && (
        <svg
          role="img"
          tabIndex={0}
          aria-label={spoken(title, nodes, edges)}
          width={width_px}
          height={height_px}
          onPointerMove={drag}
          onKeyDown={press}
        >
          <defs>
            <marker
              id={marker}
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="7"
              markerHeight="7"
              orient="auto-start-reverse"
            >
              <path d="M0 0.5 7.500 4 0 7.500z" className="arrow-head" />
            </marker>
          </defs>
          <g transform={`translate(${left} ${top}) scale(${scale})`}>
            {plan.apart_y !== undefined && (
              <text className="apart-name" x="12" y={plan.apart_y + 12}>
                No known call reaches these
              </text>
            )}
            {plan.arrows.map((arrow) => {
              const edge = edgeBy.get(`${arrow.from} ${arrow.to}`);
              const hit = struck === `${arrow.from} ${arrow.to}`;
              return (
                <g key={`${arrow.from} ${arrow.to}`} className={`edge ${edge?.state ?? ''}`}>
                  <path
                    d={route(arrow.points.slice()) ?? ''}
                    markerEnd={`url(#${marker})`}
                    className={`${edge?.dashed ? 'dashed' : ''} ${hit ? 'struck' : ''}`}
                  />
                  {edge?.label && <EdgeLabel points={arrow.points} text={edge.label} />}
                </g>
              );
            })}
            {plan.boxes.map((box) => {
              const node = byId.get(box.id);
              return node && <Node key={box.id} {...box} node={node} struck={struck === box.id} />;
            })}
          </g>
        </svg>
      )}
      <div className="graph-tools">
        <button
          type="button"
          className="icon-button"
          aria-label="Zoom in"
          onClick={() => zoom(1.25)}
        >
          <Icon name="plus" />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label="Zoom out"
          onClick={() => zoom(0.8)}
        >
          <Icon name="minus" />
        </button>
        <button type="button" className="icon-button" aria-label="Fit the graph" onClick={reset}>
          <Icon name="fit" />
        </button>
      </div>
    </div>
  );
}

interface NodeProps {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly node: GraphNode;
  readonly struck: boolean;
}

function Node({ x, y, width, height, node, struck }: NodeProps): ReactNode {
  const { shape = 'service', state } = node;
  // The rim of a store takes the top of its box.
  const drop = shape === 'store' ? 5 : 0;
  const classes = ['node', shape, state ?? '', struck ? 'struck' : '', node.apart ? 'apart' : ''];
  return (
    <g className={classes.join(' ')} transform={`translate(${x - width / 2} ${y - height / 2})`}>
      <title>
        {node.label}
        {node.detail ? `, ${node.detail}` : ''}
        {state ? `, ${state}` : ''}
      </title>
      {shape === 'store' ? (
        <>
          <path
            d={`M0 6 v${height - 12} a${width / 2} 6 0 0 0 ${width} 0 V6 a${width / 2} 6 0 0 0 ${-width} 0Z`}
          />
          <path className="rim" d={`M0 6 a${width / 2} 6 0 0 0 ${width} 0`} />
        </>
      ) : (
        <rect width={width} height={height} rx={shape === 'queue' ? height / 2 : 7} />
      )}
      {node.entry && <path className="entry" d={`M-14 ${height / 2} h10`} />}
      <text className="name" x="12" y={(node.detail ? 18 : 24.5) + drop}>
        {node.label.length > 24 ? `${node.label.slice(0, 23)}…` : node.label}
      </text>
      {node.detail && (
        <text className="sub" x="12" y={31 + drop}>
          {node.detail}
        </text>
      )}
      {state && (
        <text className="mark" x={width - 11} y="24.500" textAnchor="middle">
          {stateMark[state]}
        </text>
      )}
    </g>
  );
}

function EdgeLabel(props: {
  readonly points: readonly { x: number; y: number }[];
  readonly text: string;
}): ReactNode {
  const middle = props.points[Math.floor(props.points.length / 2)];
  return (
    middle && (
      <text className="edge-label" x={middle.x} y={middle.y - 5} textAnchor="middle">
        {props.text}
      </text>
    )
  );
}

function spoken(title: string, nodes: readonly GraphNode[], edges: readonly GraphEdge[]): string {
  const label = new Map(nodes.map((node) => [node.id, node.label]));
  const calls = nodes.map((node) => {
    const to = edges.filter((edge) => edge.from === node.id).map((edge) => label.get(edge.to));
    const state = node.state ? `, ${node.state}` : '';
    return `${node.label}${state}${to.length > 0 ? ` calls ${to.join(', ')}` : ''}`;
  });
  return `${title}. ${calls.join('. ')}.`;
}
