import type { Results } from '../judge.ts';
import type { Observed } from '../trial.ts';
import { cut, duration, escape, grouped, moment, percent, scrolling, table } from './markup.ts';
import type { FaultSpan, Pair } from './operations.ts';
import { latencyOf } from './plots.ts';

const FAULTS_SHOWN = 100;
const ERRORS_SHOWN = 8;
const TYPES_SHOWN = 12;
const ERROR_LENGTH_MAX = 200;
const SUMMARY_LENGTH_MAX = 1000;

/** All faults in words, to unfold. */
export const faultsTable = (faults: readonly FaultSpan[]): string => {
  if (faults.length === 0) return '';
  const rows = faults
    .slice(0, FAULTS_SHOWN)
    .map(({ name, what, from_ms, to_ms }) => [
      moment(from_ms),
      duration(to_ms - from_ms),
      escape(name),
      escape(what),
    ]);
  const more =
    faults.length > FAULTS_SHOWN
      ? `<p>And ${faults.length - FAULTS_SHOWN} more; history.txt has them.</p>`
      : '';
  return `<details><summary>All faults in words</summary>${scrolling('Faults', table(['from', 'for', 'fault', 'where'], rows))}${more}</details>`;
};

/** Operations by kind, with how long those that succeeded took, and why others did not. */
export const operationsTables = (
  { stats }: Results,
  pairs: readonly Pair[],
  stable: readonly number[],
): string => {
  const latencies = new Map<string, number[]>();
  for (const pair of pairs) {
    if (pair.outcome !== 'ok') continue;
    const known = latencies.get(pair.invoked.f) ?? [];
    latencies.set(pair.invoked.f, known);
    known.push(latencyOf(pair) ?? 0);
  }
  const rows = Object.entries(stats.byF).map(([f, { count, ok, fail, info }]) => {
    const sorted = (latencies.get(f) ?? []).sort((a, b) => a - b);
    return [
      escape(f),
      ...[count, ok, fail, info].map(grouped),
      ...[0.5, 0.99, 1].map((share) => quantile(sorted, share)),
    ];
  });
  const heads = ['kind', 'begun', 'ok', 'failed', 'unknown', 'median', '99 %', 'slowest'];
  return `${scrolling('Operations', table(heads, rows, 1))}<p><small>Latencies are of those that succeeded.</small></p>${stableHtml(stable)}${errorsTable(pairs)}`;
};

/** The least value that this share of all does not exceed. */
const quantile = (sorted: readonly number[], share: number): string => {
  const at = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  return at === undefined ? '–' : duration(at);
};

const stableHtml = (sorted: readonly number[]): string => {
  if (sorted.length === 0) return '';
  const heads = ['least', 'median', '95 %', '99 %', 'most'];
  const cells = [0, 0.5, 0.95, 0.99, 1].map((share) => quantile(sorted, share));
  return `<h3>How long until every read had it</h3>${scrolling('Stable latencies', table(heads, [cells], 0))}<p><small>Of ${grouped(sorted.length)} elements that stayed: from when one was known until the last read without it began, as Jepsen counts stable latencies.</small></p>`;
};

const errorsTable = (pairs: readonly Pair[]): string => {
  const counts = new Map<string, { pair: Pair; error: string; count: number }>();
  for (const pair of pairs) {
    if (pair.outcome === 'ok') continue;
    // Those that differ in a number alone are one kind.
    const error = (pair.completed?.error ?? 'never ended').replaceAll(/\d+/g, '#');
    const key = `${pair.invoked.f} ${pair.outcome} ${error}`;
    const known = counts.get(key) ?? { pair, error, count: 0 };
    known.count++;
    counts.set(key, known);
  }
  if (counts.size === 0) return '';
  const sorted = [...counts.values()].sort((a, b) => b.count - a.count);
  const rows = sorted
    .slice(0, ERRORS_SHOWN)
    .map(({ pair: { invoked, outcome }, error, count }) => [
      escape(invoked.f),
      outcome === 'fail' ? 'failed' : 'unknown',
      escape(cut(error, ERROR_LENGTH_MAX)),
      grouped(count),
    ]);
  const more =
    sorted.length > ERRORS_SHOWN
      ? `<p>And ${sorted.length - ERRORS_SHOWN} rarer ones; history.txt has them.</p>`
      : '';
  return `<h3>Why some did not succeed</h3>${scrolling('Errors', table(['kind', 'outcome', 'error', 'times'], rows, 3))}${more}`;
};

/** How many messages went where, and of which kinds. */
export const messagesTables = (observed: Observed, { net, stats }: Results): string => {
  const perOp = (sent: number): string =>
    stats.count === 0 ? '–' : (sent / stats.count).toFixed(1);
  const row = (name: string, { sent, received }: typeof net.all): readonly string[] => [
    name,
    grouped(sent),
    grouped(received),
    perOp(sent),
  ];
  const traffic = table(
    ['messages', 'sent', 'arrived', 'sent for each operation'],
    [
      row('of clients', net.clients),
      row('between nodes and services', net.servers),
      row('all', net.all),
    ],
    1,
  );
  return `${scrolling('Messages', traffic)}${typesHtml(observed)}`;
};

const typesHtml = ({ messages }: Observed): string => {
  const counts = new Map<string, number>();
  for (const { body } of messages) {
    const type = typeof body.type === 'string' ? body.type : 'without a type';
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  if (counts.size === 0) return '';
  const types = [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, TYPES_SHOWN)
    .map(
      ([type, count]) => `<b>${escape(type.slice(0, 60))}</b> ${percent(count / messages.length)}`,
    );
  const more = counts.size > TYPES_SHOWN ? ` and ${counts.size - TYPES_SHOWN} more kinds` : '';
  return `<p>Of the first ${grouped(messages.length)}: ${types.join(', ')}${more}.</p>`;
};

/** What each part of the verdict says. */
export const checksTable = (results: Results, { options }: Observed): string => {
  const { workload, stats, availability, protocol } = results;
  const never = Object.entries(stats.byF).filter(([f, { ok }]) => ok === 0 && f !== 'crash');
  const wanted =
    options.availability === undefined
      ? 'any share would do'
      : `wanted: ${options.availability === 'total' ? 'all' : percent(options.availability)}`;
  const rows: readonly (readonly [string, boolean | 'unknown', string])[] = [
    [options.workload, workload.valid, cut(workload.summary, SUMMARY_LENGTH_MAX)],
    [
      'kinds of operations',
      stats.valid,
      never.length === 0
        ? 'Of each kind at least one succeeded.'
        : `None of these succeeded: ${never.map(([f]) => f).join(', ')}.`,
    ],
    [
      'availability',
      availability.valid,
      `${percent(availability.okFraction)} succeeded; ${wanted}.`,
    ],
    [
      'protocol',
      protocol.valid,
      protocol.count === 0
        ? 'Every message was as it should be, and no node ended by itself.'
        : `Problems: ${grouped(protocol.count)}.`,
    ],
  ];
  const cells = rows.map(([what, valid, text]) => [
    escape(what),
    `<span class="${toneOf(valid)}">${valid === 'unknown' ? '? unknown' : valid ? '✓ valid' : '✗ invalid'}</span>`,
    escape(text),
  ]);
  const counts = Object.entries(workload.counts).map(
    ([name, count]) =>
      `${escape(name.replaceAll('_', ' '))} <b>${Number.isInteger(count) ? grouped(count) : escape(count.toFixed(1))}</b>`,
  );
  const counted = counts.length === 0 ? '' : `<p class="counts">Counted: ${counts.join(' · ')}</p>`;
  return `${scrolling('Checks', table(['what', 'verdict', 'why'], cells))}${counted}`;
};

export const toneOf = (valid: boolean | 'unknown'): string =>
  valid === 'unknown' ? 'info' : valid ? 'good' : 'bad';
