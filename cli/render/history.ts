import { drawText, type Finding, type HistoryVerdict } from '@dstudio/checkers';
import { wrap } from './layout.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';

/** Findings shown; the counts say how many there are. */
const SHOWN_MAX = 8;

/** The verdict on a history, for a person. */
export function renderHistory(verdict: HistoryVerdict, width: number, style: Style): string {
  const { validity, model, summary, findings, counts, counterexample } = verdict;
  const paint = { valid: style.good, invalid: style.bad, unknown: style.doubt }[validity];
  const lines = [`${paint(validity)} ${style.strong(model)}`, wrap(printable(summary), width)];
  if (counterexample !== undefined) lines.push('', printable(drawText(counterexample).trimEnd()));
  const more = findings.filter(({ text }) => !summary.startsWith(text)).slice(0, SHOWN_MAX);
  if (more.length > 0) lines.push('', ...more.flatMap((one) => renderFinding(one, width, style)));
  const figures = Object.entries(counts).map(
    ([name, count]) => `${name.replaceAll('_', ' ')} ${count}`,
  );
  return `${lines.join('\n')}\n${style.faint(wrap(figures.join(', '), width))}\n`;
}

/** A sentence beside its name, or below it an explanation of many lines. */
function renderFinding({ kind, text }: Finding, width: number, style: Style): string[] {
  const lines = printable(text).split('\n');
  if (lines.length === 1) return [`${kind}: ${lines[0]}`];
  return [style.strong(kind), ...lines.map((line) => hanging(line, width)), ''];
}

/** A line wrapped under its own beginning: what follows a mark or a name is set in. */
function hanging(line: string, width: number): string {
  const margin = /^ */.exec(line)?.[0].length ?? 0;
  const wrapped = wrap(line.trim(), width, ' '.repeat(margin + 4));
  return ' '.repeat(margin + 2) + wrapped.trimStart();
}
