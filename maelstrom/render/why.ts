import type { Results } from '../judge.ts';
import type { Observed } from '../trial.ts';
import { operationsSvg } from './bars.ts';
import { counted, cut, escape, grouped, moment, scrolling } from './markup.ts';
import type { Pair } from './operations.ts';

/** Of each kind of finding, so many are drawn; the others are told. */
const DRAWN_MAX = 2;
const OPERATIONS_MAX = 10;

/** Of what a node did wrong; nodes may say a great deal. */
const WORDS_MAX = 1000;

type Finding = Results['workload']['findings'][number];

/** What is wrong, and the operations that show it; nothing when nothing is. */
export const whyHtml = (results: Results, pairs: readonly Pair[]): string => {
  const { findings, drawings } = results.workload;
  const { problems } = results.protocol;
  // The checker's own drawing says more than the operations alone.
  const byIndex = new Map(
    drawings.length > 0 ? [] : pairs.map((pair) => [pair.invoked.index, pair]),
  );
  const kinds = Map.groupBy(findings, ({ kind }) => kind);
  const told = [...kinds].map(([kind, found]) => kindHtml(kind, found, byIndex));
  const all = results.workload.counts.findings ?? findings.length;
  const more =
    all > findings.length
      ? `<p>${grouped(all)} were found; the first ${findings.length} are here.</p>`
      : '';
  return `${told.join('')}${more}${drawnHtml(drawings)}${problemsHtml(problems)}`;
};

const kindHtml = (
  kind: string,
  found: readonly Finding[],
  byIndex: ReadonlyMap<number, Pair>,
): string => {
  const drawn = found.slice(0, DRAWN_MAX).map(({ text, events }) => {
    const involved = events.flatMap((index) => byIndex.get(index) ?? []).slice(0, OPERATIONS_MAX);
    const bars =
      involved.length === 0
        ? ''
        : scrolling('The operations that show it', operationsSvg(involved));
    return `<li>${escape(text)}${bars}</li>`;
  });
  const others = found.slice(DRAWN_MAX).map(({ text }) => `<li>${escape(text)}</li>`);
  const rest =
    others.length === 0
      ? ''
      : `<details><summary>And ${others.length} more of this kind</summary><ul>${others.join('')}</ul></details>`;
  return `<h3>${escape(nameOf(kind))}</h3><ul class="findings">${drawn.join('')}</ul>${rest}`;
};

/** How the drawings of the two kinds of checkers are to be read. */
const ORDER_READ =
  'Bars are operations, a row for each process, time to the right. The numbers are an order that explains what clients saw, as far as one does; below each bar is the state after it. What is red fits nowhere in it.';
const CYCLE_READ =
  'An arrow says which transaction must come before which, so no order is right for all. ww: the other wrote after it; wr: the other read what it wrote; rw: it did not see what the other wrote. The key follows.';

const drawnHtml = (drawings: readonly string[]): string => {
  if (drawings.length === 0) return '';
  const read = drawings.some(isOrder) ? ORDER_READ : CYCLE_READ;
  return `<h3>How to see it</h3><p><small>${read}</small></p>${drawings.map(drawingHtml).join('')}`;
};

/** Of linearizability, and not of a cycle. */
const isOrder = (drawing: string): boolean => drawing.includes('class="counterexample"');

/** In words; but what Adya's names stand for is found under these alone. */
const nameOf = (kind: string): string => (kind.startsWith('G') ? kind : kind.replaceAll('-', ' '));

/** In a root of its own, a drawing's style stays with the drawing. */
const drawingHtml = (drawing: string): string => {
  // A cycle's drawing begins with the name of what it shows.
  const [, kind] = (isOrder(drawing) ? undefined : /<title>([^<]*)<\/title>/.exec(drawing)) ?? [];
  const caption = kind === undefined ? '' : `<p class="caption">${kind}</p>`;
  const drawn = scrolling(
    'The least that shows it',
    `<template shadowrootmode="open"><style>svg{max-width:none;height:auto}svg:not([width]){width:100%;min-width:480px;max-width:560px}</style>${drawing}</template>`,
  );
  return `${caption}${drawn}`;
};

const problemsHtml = (problems: Results['protocol']['problems']): string => {
  if (problems.length === 0) return '';
  const rows = problems.map(({ node, what, time_ms, count }) => {
    const times = count > 1 ? `, ${counted(count, 'time')}` : '';
    const when = time_ms < 0 ? 'before operations began' : `at ${moment(time_ms)}`;
    return `<li><b>${escape(node)}</b> ${escape(cut(what, WORDS_MAX))} <small>${when}${times}; <a href="${logOf(node)}">its log</a></small></li>`;
  });
  return `<h3>Against the protocol</h3><ul>${rows.join('')}</ul>`;
};

/** Where a node's stderr is, from the folder of the test. */
export const logOf = (node: string): string => `node-logs/${encodeURIComponent(node)}.log`;

/** The messages from the first finding on, where they were kept, or else from the first operation on. */
export const messagesFor = (
  { events, messages, start_ms }: Observed,
  { workload }: Results,
  count: number,
): { readonly some: Observed['messages']; readonly atFinding: boolean } => {
  const [index] = workload.findings[0]?.events ?? [];
  const from = (time_ms: number): number =>
    messages.findIndex(({ sent_ms }) => sent_ms >= start_ms + time_ms);
  const finding = index === undefined ? -1 : from(events[index]?.time_ms ?? 0);
  const first = Math.max(0, finding < 0 ? from(events[0]?.time_ms ?? 0) : finding);
  return { some: messages.slice(first, first + count), atFinding: finding >= 0 };
};
