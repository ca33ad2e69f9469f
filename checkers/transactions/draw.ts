import { cos, sin } from '@dstudio/kernel';
import { describeTransaction } from './naming.ts';
import { say } from './say.ts';
import type { Anomaly } from './types.ts';

/** A cycle in one line: `T1 --wr x--> T2 --rw y--> T1`. Empty for what is no cycle. */
export const drawCycle = ({ steps }: Anomaly): string => {
  const [first] = steps;
  if (first === undefined) return '';
  const shown = steps.length > STEPS_MAX ? steps.slice(0, STEPS_MAX) : steps;
  const arrows = shown.map(({ kind, key, to }) => {
    const label = key === undefined ? kind : `${kind} ${say(key)}`;
    return ` --${label}--> ${to}`;
  });
  const left = steps.length - shown.length;
  return `${first.from}${arrows.join('')}${left > 0 ? ` (${left} more) --> ${first.from}` : ''}`;
};

/** Arrows drawn; of a longer cycle the rest is counted, or not drawn at all. */
const STEPS_MAX = 24;

const SIZE = 360;
const RADIUS = 110;
const NODE = 20;
/** Of the drawing with who is who below it, in lines of that height. */
const WIDTH = 560;
const LINE = 16;
/** Characters of a line that fit: at 11 px, monospaced ones are 6.6 px wide. */
const LEGEND_MAX = 82;

/**
 * A cycle as a drawing: transactions around a circle, named as the sentences name them, an arrow for
 * each step, each with its reason as a tooltip, and below it who is who. In a page its colour
 * is the page's. Empty for what is no cycle, and for one of more than 24 steps.
 */
export const drawCycleSvg = ({ kind, steps, operations }: Anomaly): string => {
  if (steps.length === 0 || steps.length > STEPS_MAX) return '';
  const angle = (i: number): number => (2 * Math.PI * i) / steps.length - Math.PI / 2;
  const place = (i: number, radius: number): readonly [string, string] => [
    (WIDTH / 2 + radius * cos(angle(i))).toFixed(1),
    (SIZE / 2 + radius * sin(angle(i))).toFixed(1),
  ];
  const names = operations.map((one) => `${one.name} = ${describeTransaction(one)}`);
  // Arrows end at the circles' edges: as an angle, seen from the middle.
  const gap = ((NODE + 4) / RADIUS) * (steps.length / (2 * Math.PI));
  const parts = steps.flatMap(({ from, kind: dependency, key, because }, i) => {
    const [x, y] = place(i, RADIUS);
    const [x1, y1] = place(i + gap, RADIUS);
    const [x2, y2] = place(i + 1 - gap, RADIUS);
    const [lx, ly] = place(i + 0.5, RADIUS + 30);
    const label = key === undefined ? dependency : `${dependency} ${say(key)}`;
    return [
      `<g><title>${escaped(because)}</title>`,
      `<path d="M${x1} ${y1}A${RADIUS} ${RADIUS} 0 0 1 ${x2} ${y2}" fill="none" stroke="currentColor" marker-end="url(#arrow)"/>`,
      `<text x="${lx}" y="${ly}">${escaped(label)}</text></g>`,
      `<g><title>${escaped(names[i] ?? '')}</title>`,
      `<circle cx="${x}" cy="${y}" r="${NODE}" fill="none" stroke="currentColor"/>`,
      `<text x="${x}" y="${y}">${from}</text></g>`,
    ];
  });
  const legend = names.map((text, i) => {
    const shown = text.length > LEGEND_MAX ? `${text.slice(0, LEGEND_MAX - 3)}...` : text;
    return `<text x="8" y="${SIZE + LINE * (i + 0.5)}"><title>${escaped(text)}</title>${escaped(shown)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${SIZE + LINE * names.length + 8}" role="img" font-family="sans-serif" font-size="13" text-anchor="middle" dominant-baseline="central" fill="currentColor">`,
    `<title>${escaped(kind)}</title>`,
    '<style>@media (prefers-color-scheme: dark) { svg:root { color: #f0f6fc; background: #0d1117 } }</style>',
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>',
    ...parts,
    '<g text-anchor="start" font-size="11" font-family="monospace">',
    ...legend,
    '</g>',
    '</svg>',
  ].join('\n');
};

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
