import type { Operation } from '../history/operation.ts';
import { isArray, type Value } from '../value.ts';
import { say } from './say.ts';
import type { NamedOperation } from './types.ts';

/** Micro-operations shown of a transaction. */
const MICROS_MAX = 24;
/** Sentences shown of a long cycle: so many of its beginning, and of its end. */
const ENDS = 8;

/** Where a reader finds an operation in the history. */
export const placeOf = ({ line, index }: Operation): string =>
  line === undefined ? `index ${index}` : `line ${line}`;

/** A transaction as a person reads it: `process 3, line 12, 1.204 s to 1.2065 s: append x 1, r y [1 2]`. */
export const describeTransaction = (operation: Operation): string => {
  const { process, index, line, outcome } = operation;
  const about = [
    `process ${say(process)}`,
    `index ${index}`,
    ...(line === undefined ? [] : [`line ${line}`]),
    ...timesOf(operation),
    ...(outcome === 'ok' ? [] : [outcome === 'fail' ? 'aborted' : 'crashed']),
  ];
  return `${about.join(', ')}: ${microsOf(operation).join(', ') || 'nothing'}`;
};

const timesOf = ({ invoked_ns, completed_ns }: Operation): string[] => {
  if (invoked_ns === undefined) return [];
  const from = secondsOf(invoked_ns);
  return [completed_ns === undefined ? `from ${from} on` : `${from} to ${secondsOf(completed_ns)}`];
};

const secondsOf = (time_ns: number): string => `${decimal(time_ns / 1e9, 9)} s`;

/** A figure without zeros that say nothing. */
export const decimal = (figure: number, digits: number): string =>
  figure.toFixed(digits).replace(/\.?0+$/, '');

/** What it did, or of what did not commit, what it was asked to do. */
const microsOf = ({ outcome, input, output }: Operation): string[] => {
  const body = outcome === 'ok' ? output : input;
  const micros = isArray(body) ? body : [];
  const shown = micros.slice(0, MICROS_MAX).map((micro) => {
    const [f, key, value]: readonly Value[] = isArray(micro) ? micro : [];
    const isAsked = f === 'r' && outcome !== 'ok';
    return [say(f), say(key), ...(isAsked ? [] : [say(value)])].join(' ');
  });
  const left = micros.length - shown.length;
  return left > 0 ? [...shown, `and ${left} more`] : shown;
};

/** `Let:` who is who, `Then:` what that shows, as Elle writes it. A long cycle is told by its ends. */
export const letThen = (
  operations: readonly NamedOperation[],
  sentences: readonly string[],
): string => {
  const shown = [...sentences];
  const left = sentences.length - 2 * ENDS;
  if (left > 0) shown.splice(ENDS, left, `(${left} more steps lead on.)`);
  const spoken = new Set(shown.join('\n').match(/\bT\d+\b/g));
  const named = operations.filter(({ name }) => spoken.has(name));
  const silent = operations.length - named.length;
  return [
    'Let:',
    ...named.map((one) => `  ${one.name} = ${describeTransaction(one)}`),
    ...(silent > 0 ? [`  (and ${silent} more)`] : []),
    'Then:',
    ...shown.map((sentence) => `  - ${sentence}`),
  ].join('\n');
};
