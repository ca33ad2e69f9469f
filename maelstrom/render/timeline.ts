import { brief } from '../json.ts';
import type { TestOptions } from '../options.ts';
import { COLOURS, duration, escape, moment } from './markup.ts';
import type { Pair } from './operations.ts';

/** More than this no browser likes, and nobody reads. */
const OPERATIONS_MAX = 2000;
const ROW = 16;
const COLUMN = 150;

/** Operations as bars, a column a client, time downwards: a row for each beginning or end. */
export const timelineHtml = (pairs: readonly Pair[], options: TestOptions): string => {
  const shown = pairs.slice(0, OPERATIONS_MAX);
  const rest =
    pairs.length > shown.length
      ? `<p>The first ${shown.length} of ${pairs.length} operations; history.txt has them all.</p>`
      : '';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Timeline: ${escape(options.workload)}</title><style>${COLOURS}${STYLE}</style><h1>Timeline of ${escape(options.workload)}</h1>${rest}<div class="scroll">${barsHtml(shown, options.concurrency)}</div></html>\n`;
};

/** The bars alone, for a page. */
export const barsHtml = (pairs: readonly Pair[], concurrency: number): string => {
  const moments = pairs.flatMap(({ invoked, completed }) => [
    invoked.index,
    ...(completed === undefined ? [] : [completed.index]),
  ]);
  moments.sort((a, b) => a - b);
  const rowOf = new Map(moments.map((index, row) => [index, row]));
  const clients = [...new Set(pairs.map((pair) => clientOf(pair, concurrency)))].sort(
    (a, b) => a - b,
  );
  const bars = pairs.map((pair) => {
    const { invoked, completed, outcome } = pair;
    const from = rowOf.get(invoked.index) ?? 0;
    const to = completed === undefined ? moments.length : (rowOf.get(completed.index) ?? from);
    const column = clients.indexOf(clientOf(pair, concurrency));
    const took =
      completed === undefined ? 'never ended' : duration(completed.time_ms - invoked.time_ms);
    const value = brief((completed ?? invoked).value, 300);
    const error = completed?.error === undefined ? '' : `\n${completed.error}`;
    const title = `process ${invoked.process}, ${moment(invoked.time_ms)}, ${took}\n${invoked.f} ${value}${error}`;
    return `<div class="op ${outcome}" style="left:${column * COLUMN}px;top:${from * ROW}px;height:${Math.max(ROW - 2, (to - from + 1) * ROW - 2)}px" title="${escape(title)}">${escape(`${invoked.f} ${brief((completed ?? invoked).value, 40)}`)}</div>`;
  });
  return `<div class="timeline" style="width:${clients.length * COLUMN}px;height:${(moments.length + 1) * ROW}px">${bars.join('')}</div>`;
};

const clientOf = ({ invoked: { process } }: Pair, concurrency: number): number =>
  process === 'nemesis' ? -1 : process % concurrency;

export const TIMELINE_STYLE = `.scroll{overflow:auto}.timeline{position:relative}
.op{position:absolute;width:${COLUMN - 8}px;box-sizing:border-box;overflow:hidden;white-space:nowrap;font-size:11px;line-height:${ROW - 4}px;padding:1px 4px;border-radius:3px;border-left:4px solid}
.op.ok{border-color:var(--ok);background:color-mix(in srgb,var(--ok) 18%,var(--ground))}
.op.info{border-color:var(--info);background:color-mix(in srgb,var(--info) 22%,var(--ground))}
.op.fail{border-color:var(--fail);background:color-mix(in srgb,var(--fail) 20%,var(--ground))}`;

const STYLE = `body{font:14px system-ui,sans-serif;margin:24px;background:var(--ground);color:var(--ink)}${TIMELINE_STYLE}`;
