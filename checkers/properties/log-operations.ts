import type { History, Operation } from '../history/operation.ts';
import { isArray, isRecord, show, type Value } from '../value.ts';
import { refuse } from './history-of.ts';

/** A send of one message to a log, or what one poll brought from it. */
export interface MicroOperation {
  readonly kind: 'send' | 'poll';
  readonly log: string;
  /** Of each message; undefined when nobody learned it. */
  readonly offsets: readonly (number | undefined)[];
  readonly values: readonly Value[];
}

type Wrong = (what: Value) => never;

/** What an operation did: its output when it is known, or else what it set out to do. */
export function microOperations(operation: Operation, history: History): readonly MicroOperation[] {
  const done = operation.outcome === 'ok';
  const value = done ? operation.output : operation.input;
  const wrong: Wrong = (what) =>
    refuse(
      `a ${operation.f} holds [send key [offset value]] and [poll {key [[offset value] ...]}], not ${show(what)}`,
      operation,
      history,
    );
  if (value === null) return [];
  if (!isArray(value)) return wrong(value);
  const micros: MicroOperation[] = [];
  for (const micro of value) {
    const [name, at, message] = isArray(micro) ? micro : [];
    if (name === 'send') {
      const log = nameOf(at ?? null);
      const sent = message ?? null;
      if (done && isArray(sent) && sent.length === 2)
        micros.push(microOf('send', log, [sent], wrong));
      else micros.push({ kind: 'send', log, offsets: [undefined], values: [sent] });
    } else if (name !== 'poll') wrong(micro);
    else if (at !== undefined && at !== null) {
      if (!isRecord(at)) return wrong(micro);
      for (const [log, pairs] of Object.entries(at)) {
        micros.push(microOf('poll', log, isArray(pairs) ? pairs : wrong(micro), wrong));
      }
    }
  }
  return micros;
}

/** What a log is called. */
export const nameOf = (value: Value): string => (typeof value === 'string' ? value : show(value));

/** Of pairs of an offset and a value. */
function microOf(
  kind: MicroOperation['kind'],
  log: string,
  pairs: readonly Value[],
  wrong: Wrong,
): MicroOperation {
  const offsets: (number | undefined)[] = [];
  const values: Value[] = [];
  for (const pair of pairs) {
    const offset = isArray(pair) ? pair[0] : undefined;
    if (offset !== null && typeof offset !== 'number') wrong(pair);
    offsets.push(typeof offset === 'number' ? offset : undefined);
    values.push(isArray(pair) ? (pair[1] ?? null) : null);
  }
  return { kind, log, offsets, values };
}
