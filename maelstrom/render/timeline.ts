import { brief } from '../json.ts';
import type { TestOptions } from '../options.ts';
import { COLOURS, cut, duration, escape, grouped, moment } from './markup.ts';
import type { Pair } from './operations.ts';

/** More than this no browser likes, and nobody reads. */
const OPERATIONS_MAX = 2000;
const ERROR_MAX = 300;
const ROW = 16;
const COLUMN = 150;
const TIMES = 80;
/** A moment is told every so many rows. */
const TOLD_ROWS = 3;

/** Operations as bars, a column a client, time downwards: a row for each beginning or end. */
export const timelineHtml = (pairs: readonly Pair[], options: TestOptions): string => {
  const shown = pairs.slice(0, OPERATIONS_MAX);
  const count =
    pairs.length > shown.length
      ? `The first ${grouped(shown.length)} of ${grouped(pairs.length)} operations; history.txt has them all.`
      : pairs.length === 0
        ? 'No operation was begun.'
        : '';
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Timeline: ${escape(options.workload)}</title><style>${COLOURS}${STYLE}</style></head><body><h1>Timeline of ${escape(options.workload)}</h1><p>A column for each client, time downwards. Blue succeeded, pink failed, and of what is orange nobody knows. Point at one for more of it. ${count} <a href="report.html">Back to the report</a></p>${barsHtml(shown, options.concurrency)}</body></html>\n`;
};

const barsHtml = (pairs: readonly Pair[], concurrency: number): string => {
  const moments = pairs.flatMap(({ invoked, completed }) => [
    invoked,
    ...(completed === undefined ? [] : [completed]),
  ]);
  moments.sort((a, b) => a.index - b.index);
  const rowOf = new Map(moments.map(({ index }, row) => [index, row]));
  const clients = [...new Set(pairs.map((pair) => clientOf(pair, concurrency)))].sort(
    (a, b) => a - b,
  );
  const place = new Map(clients.map((client, at) => [client, TIMES + at * COLUMN]));
  const heads = clients.map(
    (client) => `<b style="left:${place.get(client) ?? 0}px">client ${client}</b>`,
  );
  const times = moments.flatMap(({ time_ms }, row) =>
    row % TOLD_ROWS === 0 ? [`<i style="top:${row * ROW}px">${moment(time_ms)}</i>`] : [],
  );
  const bars = pairs.map((pair) => {
    const { invoked, completed, outcome } = pair;
    const from = rowOf.get(invoked.index) ?? 0;
    const to = completed === undefined ? moments.length : (rowOf.get(completed.index) ?? from);
    const left = place.get(clientOf(pair, concurrency)) ?? 0;
    const took =
      completed === undefined ? 'never ended' : duration(completed.time_ms - invoked.time_ms);
    const value = brief((completed ?? invoked).value, 300);
    const error = completed?.error === undefined ? '' : `\n${cut(completed.error, ERROR_MAX)}`;
    const title = `process ${invoked.process}, ${moment(invoked.time_ms)}, ${took}\n${invoked.f} ${value}${error}`;
    return `<div class="op ${outcome}" style="left:${left}px;top:${from * ROW}px;height:${Math.max(ROW - 2, (to - from + 1) * ROW - 2)}px" title="${escape(title)}">${escape(`${invoked.f} ${brief((completed ?? invoked).value, 40)}`)}</div>`;
  });
  const width = TIMES + clients.length * COLUMN;
  return `<div class="clients" style="width:${width}px">${heads.join('')}</div><div class="timeline" style="width:${width}px;height:${(moments.length + 1) * ROW}px">${times.join('')}${bars.join('')}</div>`;
};

const clientOf = ({ invoked: { process } }: Pair, concurrency: number): number =>
  process === 'nemesis' ? -1 : process % concurrency;

const STYLE = `body{font:14px system-ui,sans-serif;margin:24px;background:var(--ground);color:var(--ink)}
a{color:var(--ok)}.clients{position:sticky;top:0;z-index:1;height:24px;background:var(--ground);border-bottom:1px solid var(--line)}
.clients b{position:absolute;font-weight:600}.timeline{position:relative}
.timeline i{position:absolute;left:0;font-style:normal;font-size:11px;color:var(--soft)}
.op{position:absolute;width:${COLUMN - 8}px;box-sizing:border-box;overflow:hidden;white-space:nowrap;font-size:11px;line-height:${ROW - 4}px;padding:1px 4px;border-radius:3px;border-left:4px solid}
.op.ok{border-color:var(--ok);background:color-mix(in srgb,var(--ok) 18%,var(--ground))}
.op.info{border-color:var(--info);background:color-mix(in srgb,var(--info) 22%,var(--ground))}
.op.fail{border-color:var(--fail);background:color-mix(in srgb,var(--fail) 20%,var(--ground))}`;
