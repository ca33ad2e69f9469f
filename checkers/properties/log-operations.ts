import type { History, Operation } from '../history/operation.ts';
import { isArray, isRecord, show, type Value } from '../value.ts';
import { refuse } from './history-of.ts';

export interface Entry {
  /** Undefined when nobody learned it. */
  readonly offset: number | undefined;
  readonly value: Value;
}

/** A send of one message to a log, or what one poll brought from it. */
export interface MicroOperation {
  readonly kind: 'send' | 'poll';
  readonly log: string;
  readonly entries: readonly Entry[];
}

/** What an operation did: its output when it is known, or else what it set out to do. */
export function microOperations(operation: Operation, history: History): readonly MicroOperation[] {
  const value = operation.outcome === 'ok' ? operation.output : operation.input;
  const wrong = (what: Value): never =>
    refuse(
      `a ${operation.f} holds [send key [offset value]] and [poll {key [[offset value] ...]}], not ${show(what)}`,
      operation,
      history,
    );
  if (value === null) return [];
  if (!isArray(value)) return wrong(value);
  return value.flatMap((micro): MicroOperation | readonly MicroOperation[] => {
    const [name, at, message] = isArray(micro) ? micro : [];
    if (name === 'send') {
      const sent = message ?? null;
      const pair = operation.outcome === 'ok' && isArray(sent) && sent.length === 2;
      return {
        kind: 'send',
        log: nameOf(at ?? null),
        entries: [pair ? entryOf(sent, wrong) : { offset: undefined, value: sent }],
      };
    }
    if (name !== 'poll') return wrong(micro);
    if (at === undefined || at === null) return [];
    if (!isRecord(at)) return wrong(micro);
    return Object.entries(at).map(([log, entries]) => ({
      kind: 'poll',
      log,
      entries: isArray(entries) ? entries.map((one) => entryOf(one, wrong)) : wrong(micro),
    }));
  });
}

const nameOf = (value: Value): string => (typeof value === 'string' ? value : show(value));

function entryOf(pair: Value, wrong: (what: Value) => never): Entry {
  const [offset, value] = isArray(pair) ? pair : [];
  if (offset !== null && typeof offset !== 'number') return wrong(pair);
  return { offset: offset ?? undefined, value: value ?? null };
}
