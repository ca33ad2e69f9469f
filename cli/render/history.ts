import { drawText, type HistoryVerdict } from '@dstudio/checkers';
import { wrap } from './layout.ts';
import type { Style } from './style.ts';

/** Findings shown; the counts say how many there are. */
const SHOWN_MAX = 8;

/** The verdict on a history, for a person. */
export function renderHistory(verdict: HistoryVerdict, width: number, style: Style): string {
  const { validity, model, summary, findings, counts, counterexample } = verdict;
  const paint = { valid: style.good, invalid: style.bad, unknown: style.doubt }[validity];
  const lines = [`${paint(validity)} ${style.strong(model)}`, wrap(summary, width)];
  if (counterexample !== undefined) lines.push('', drawText(counterexample).trimEnd());
  const more = findings.filter(({ text }) => !summary.startsWith(text)).slice(0, SHOWN_MAX);
  if (more.length > 0) lines.push('', ...more.map(({ kind, text }) => `${kind}: ${text}`));
  const figures = Object.entries(counts).map(
    ([name, count]) => `${name.replaceAll('_', ' ')} ${count}`,
  );
  return `${lines.join('\n')}\n${style.faint(wrap(figures.join(', '), width))}\n`;
}
