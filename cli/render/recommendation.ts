import type { CellResult, Change, Figures, Recommendation, Unmendable } from '@dstudio/systems';
import { verdict } from './cell.ts';
import { count, list, share, time } from './figures.ts';
import { numbered, type Row, table, wrap } from './layout.ts';
import { renderFacts } from './matrix.ts';
import type { Style } from './style.ts';

/** A recommendation for a terminal: what to do, what it changes, what it cannot do, what to answer. */
export function renderRecommendation(
  found: Recommendation,
  system: string,
  width: number,
  style: Style,
): string {
  if (found.partial) return renderUnfinished(found, system, width, style);
  const parts = [
    wrap(opening(found, system, style), width),
    ...section('Put these in place:', found.changes.map(change), width, style),
    ...comparison(found, width, style),
    ...section(
      'Made worse, so look before you apply:',
      found.worsened.map((id) => style.bad(id)),
      width,
      style,
    ),
    ...section(
      'Answer these, and more can be tried:',
      found.questions.map(
        ({ question, path, cells }) =>
          `${question} It bears on ${count(cells.length, 'fault')}. State it at ${path}`,
      ),
      width,
      style,
    ),
    ...section(
      'As things are known, no pattern mends these:',
      byReason(found.unmendable),
      width,
      style,
    ),
    ...undecided(found, width, style),
    wrap(closing(found), width),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** What a search that was stopped had found. */
function renderUnfinished(
  { changes, mended, runs, questions }: Recommendation,
  system: string,
  width: number,
  style: Style,
): string {
  const name = style.strong(system);
  const head =
    changes.length === 0
      ? `${name}: stopped after ${count(runs, 'run')} of the search, and nothing was found by then.`
      : `${name}: stopped after ${count(runs, 'run')} of the search. What was found by then mends ${count(mended.length, 'fault')}, each by itself and on the seeds of the search: ${list(mended)}. The set was not made small, and what it does together was not measured: run it again to the end before you rely on it.`;
  const asks = questions.map(({ question, path }) => `${question} State it at ${path}`);
  const parts = [
    style.doubt(wrap(head, width)),
    ...section('Found by then:', changes.map(change), width, style),
    ...section('Answer these, and more can be tried:', asks, width, style),
  ];
  return `${parts.join('\n\n')}\n`;
}

function opening(
  { changes, mended, before, questions, undecided }: Recommendation,
  system: string,
  style: Style,
): string {
  const name = style.strong(system);
  const decided = before.filter(({ id }) => !undecided.includes(id));
  const broken = decided.filter(({ verdict }) => verdict === 'breaks').length;
  if (broken === 0) return `${name}: nothing breaks regardless, so there is nothing to mend.`;
  if (changes.length === 0) {
    const none = `${name}: no set of patterns was found that mends what breaks`;
    if (questions.length === 0) return `${none}.`;
    return `${none}, but ${count(questions.length, 'question')} stood in the way.`;
  }
  return `${name}: ${count(changes.length, 'pattern')} in place would mend ${mended.filter((id) => !undecided.includes(id)).length} of the ${count(broken, 'fault')} that break regardless.`;
}

function change({ slug, at, parameters }: Change): string {
  const values = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  return `${slug} on ${at}${values.length === 0 ? '' : ` (${values.join(', ')})`}`;
}

/** The cells whose verdict or figures the changes turn, before beside after. */
function comparison(
  { before, after, mended, improved, worsened, changes }: Recommendation,
  width: number,
  style: Style,
): string[] {
  if (changes.length === 0) return [];
  const told = new Set([...mended, ...improved, ...worsened]);
  const rows = before.flatMap((was): Row[] => {
    const now = after.find(({ id }) => id === was.id);
    return now === undefined || !told.has(was.id) ? [] : [compare(was, now, style)];
  });
  if (rows.length === 0) return [];
  const columns = [
    { title: 'fault' },
    { title: 'answered', align: 'right' as const },
    { title: 'p95', align: 'right' as const },
    { title: 'recovers', align: 'right' as const },
    { title: 'now' },
  ];
  return [table(columns, rows, width, style)];
}

function compare(was: CellResult, now: CellResult, style: Style): Row {
  const turn = (of: (figures: Figures) => string): string => {
    const [before, after] = [of(was.figures), of(now.figures)];
    return before === after ? after : `${before} -> ${after}`;
  };
  const { degraded, full } = now.figures;
  return {
    cells: [
      was.id,
      turn(({ availability }) => share(availability)),
      turn(({ p95_ms }) => time(p95_ms)),
      turn(({ recovery_ms }) => time(recovery_ms)),
      verdict(now, style),
    ],
    // An answer from a fallback is an answer, and not the one that was asked for.
    notes:
      degraded > 0
        ? [
            `of the requests, ${share(full)} get a full answer and ${share(degraded)} a degraded one`,
          ]
        : [],
  };
}

/** Faults that share a reason in one item: a large system has many of them. */
function byReason(unmendable: readonly Unmendable[]): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const { cell, why, would } of unmendable) {
    const reason = would === undefined ? why : `${why}. What would: ${would}`;
    groups.set(reason, [...(groups.get(reason) ?? []), cell]);
  }
  return [...groups].map(([reason, cells]) => `${cells.join(', ')}: ${reason}`);
}

function undecided(
  { undecided: ids, facts }: Recommendation,
  width: number,
  style: Style,
): string[] {
  if (ids.length === 0) return [];
  const text = `Left alone, because the verdict depends on something nobody stated: ${list(ids)}.`;
  return [wrap(text, width), ...renderFacts(facts, width, style)];
}

function closing({ checkSeeds, searchSeeds, runs, complete }: Recommendation): string {
  const seeds = `Searched with seeds ${list(searchSeeds.map(String))}; all figures are from seeds ${list(checkSeeds.map(String))}, which the search did not see. ${count(runs, 'run')}.`;
  return complete
    ? seeds
    : `${seeds} The search used up its part of the budget before it had tried everything: a larger --budget may find more.`;
}

function section(title: string, items: readonly string[], width: number, style: Style): string[] {
  return items.length === 0 ? [] : [`${style.strong(title)}\n${numbered(items, width)}`];
}
