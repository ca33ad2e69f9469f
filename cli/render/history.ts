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
  const [first] = findings;
  if (counterexample !== undefined) lines.push('', printable(drawText(counterexample).trimEnd()));
  else if (first !== undefined && summary.startsWith(first.text)) {
    const place = placeOf(first);
    if (place !== '') lines.push(place);
  }
  const more = findings.filter(({ text }) => !summary.startsWith(text)).slice(0, SHOWN_MAX);
  if (more.length > 0) lines.push('', ...more.flatMap((one) => renderFinding(one, width, style)));
  const figures = Object.entries(counts).map(
    ([name, count]) => `${name.replaceAll('_', ' ')} ${count}`,
  );
  return `${lines.join('\n')}\n${style.faint(wrap(figures.join(', '), width))}\n`;
}

/** Lines named of one finding. */
const LINES_MAX = 4;

/** Where in the file a finding shows: the lines at which its operations begin. Empty when unknown. */
function placeOf({ operations }: Finding): string {
  const all = [...new Set(operations.flatMap(({ line }) => line ?? []))].sort((a, b) => a - b);
  if (all.length === 0) return '';
  if (all.length === 1) return `See line ${all[0]}.`;
  const named = all.slice(0, LINES_MAX);
  const last = all.length > LINES_MAX ? 'more' : named.pop();
  return `See lines ${named.join(', ')} and ${last}.`;
}

/** A sentence beside its name, or below it an explanation of many lines. */
function renderFinding(finding: Finding, width: number, style: Style): string[] {
  const { kind, text } = finding;
  const lines = printable(text).split('\n');
  if (lines.length === 1) {
    const place = placeOf(finding);
    return [`${kind}: ${lines[0]} ${place}`.trimEnd()];
  }
  return [style.strong(kind), ...lines.map((line) => hanging(line, width)), ''];
}

/** A line wrapped under its own beginning: what follows a mark or a name is set in. */
function hanging(line: string, width: number): string {
  const margin = /^ */.exec(line)?.[0].length ?? 0;
  const wrapped = wrap(line.trim(), width, ' '.repeat(margin + 4));
  return ' '.repeat(margin + 2) + wrapped.trimStart();
}
