import type { Counterexample } from '../linearizability/explain.ts';
import { show } from '../value.ts';
import { type Bar, layOutBars } from './layout.ts';
import { placeOf } from './place.ts';

const CHARACTER = 7.3;
const ROW = 44;
const BAR = 26;
const MARGIN = 16;
const GAP = 14;

const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);

/**
 * A counterexample as an SVG document: a lane a process, time to the right as the order of events. A
 * number is an operation's place in the longest order that works, with the state after it below; the
 * one that fits nowhere is drawn in red, with a thick edge and a cross for who sees no red. It follows
 * the reader's light or dark.
 */
export function drawSvg(counterexample: Counterexample): string {
  const { key, reached } = counterexample;
  const layout = layOutBars(counterexample);
  const bars = layout.lanes.flatMap((lane) => lane.bars);
  const left = MARGIN + CHARACTER * Math.max(...layout.lanes.map(({ name }) => name.length)) + GAP;
  const columns: number[] = [];
  for (let event = 0; event < layout.events; event += 1) {
    let at = event === 0 ? left : (columns[event - 1] ?? 0) + GAP;
    for (const bar of bars) {
      if (bar.to === event) at = Math.max(at, (columns[bar.from] ?? 0) + widthOf(bar));
    }
    columns.push(at);
  }
  const right = Math.max(
    columns.at(-1) ?? left,
    ...bars
      .filter(({ to }) => to === undefined)
      .map((bar) => (columns[bar.from] ?? 0) + widthOf(bar)),
  );
  const top = MARGIN + 26;
  const rows = layout.lanes.map(({ name, bars: mine }, row) => {
    const y = top + row * ROW;
    return [
      `<text class="name" x="${MARGIN}" y="${y + 18}">${escape(name)}</text>`,
      ...mine.map((bar) => drawBar(bar, columns, right, y)),
    ].join('\n');
  });
  const title = `${key === undefined ? '' : `Key ${show(key)}: `}${
    reached.stuck === undefined
      ? 'no order explains these operations'
      : `after the order 1 to ${reached.order.length} the state is ${reached.state}, and ✗ fits nowhere`
  }`;
  const width = Math.ceil(Math.max(right, MARGIN + title.length * CHARACTER) + MARGIN);
  const height = top + layout.lanes.length * ROW + MARGIN;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" class="counterexample" role="img" aria-label="${escape(title)}">
<style>${STYLE}</style>
<text class="title" x="${MARGIN}" y="${MARGIN + 8}">${escape(title)}</text>
${rows.join('\n')}
</svg>
`;
}

/** Names its own drawing only, so that it may stand in a page with others. */
const STYLE = `
svg:root { color-scheme: light dark }
.counterexample text { font: 12px ui-monospace, monospace; fill: #1f2328 }
.counterexample .state, .counterexample .name { fill: #59636e }
.counterexample .bar { fill: #ddf4ff; stroke: #54aeff }
.counterexample .bar.open { stroke-dasharray: 4 3 }
.counterexample .bar.out { fill: #f6f8fa; stroke: #818b98 }
.counterexample .bar.stuck { fill: #ffebe9; stroke: #cf222e; stroke-width: 2.5 }
@media (prefers-color-scheme: dark) {
  .counterexample text { fill: #f0f6fc }
  .counterexample .state, .counterexample .name { fill: #9198a1 }
  .counterexample .bar { fill: #0c2d6b; stroke: #388bfd }
  .counterexample .bar.out { fill: #212830; stroke: #656c76 }
  .counterexample .bar.stuck { fill: #67060c; stroke: #f85149 }
}
`;

const textOf = ({ label, place, stuck }: Bar): string =>
  stuck ? `✗ ${label}` : place === undefined ? label : `${place}. ${label}`;

const widthOf = (bar: Bar): number => CHARACTER * textOf(bar).length + 2 * GAP;

function drawBar(bar: Bar, columns: readonly number[], right: number, y: number): string {
  const x = columns[bar.from] ?? 0;
  const width = (bar.to === undefined ? right : (columns[bar.to] ?? right)) - x;
  const kind = bar.stuck ? ' stuck' : bar.place === undefined ? ' out' : '';
  const open = bar.to === undefined ? ' open' : '';
  const middle = (x + width / 2).toFixed(1);
  const state =
    bar.state === undefined
      ? ''
      : `<text class="state" x="${middle}" y="${y + BAR + 11}" text-anchor="middle">${escape(short(bar.state))}</text>`;
  return `<rect class="bar${kind}${open}" x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" rx="4"><title>${escape(`process ${bar.operation.process}${placeOf(bar.operation)}`)}</title></rect><text x="${middle}" y="${y + 17}" text-anchor="middle">${escape(textOf(bar))}</text>${state}`;
}

const short = (text: string): string => (text.length <= 24 ? text : `...${text.slice(-21)}`);
