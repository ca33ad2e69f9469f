import type { EventType, HistoryEvent, Process } from '../history/operation.ts';
import { showShort, type Value } from '../value.ts';
import type { Reader } from './reader.ts';
import { Unreadable } from './unreadable.ts';

const TYPES: Readonly<Record<string, EventType>> = {
  invoke: 'invoke',
  ok: 'ok',
  fail: 'fail',
  info: 'info',
};

/** What an event was said to be, as it was read. */
interface Told {
  type: Value;
  process: Value;
  f: Value;
  value: Value;
  key?: Value;
  time?: Value;
  index?: Value;
  final?: boolean;
}

/** Where an event stands in its file, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * Reads the map of one event; its opening brace is read. Names that say nothing here are read over.
 *
 * @throws Unreadable when it is no event
 */
export function readEvent(reader: Reader, start: number, place: Place): HistoryEvent {
  const told: Told = { type: null, process: null, f: null, value: null };
  for (;;) {
    const name = reader.name();
    if (name === undefined) return eventOf(told, start, place);
    const found = reader.read();
    if (name === 'type') told.type = found;
    else if (name === 'process') told.process = found;
    else if (name === 'f') told.f = found;
    else if (name === 'value') told.value = found;
    else if (name === 'key') told.key = found;
    else if (name === 'time') told.time = found;
    else if (name === 'index') told.index = found;
    else if (name === 'final?' || name === 'final') told.final = found === true;
  }
}

/**
 * Reads an event as Knossos's oldest histories have them, `[process type f value]`; its opening
 * bracket is read.
 *
 * @throws Unreadable when it is no event
 */
export function readBareEvent(reader: Reader, start: number, place: Place): HistoryEvent {
  const values: Value[] = [];
  while (!reader.closes()) values.push(reader.read());
  const [process = null, type = null, f = null, value = null] = values;
  return eventOf({ type, process, f, value }, start, place);
}

/** @param start where it begins in the reader's text, for errors */
function eventOf(told: Told, start: number, place: Place): HistoryEvent {
  const wrong = (what: string): never => {
    throw new Unreadable(what, start);
  };
  const { type, process, f, value, key, time, index, final } = told;
  return {
    type: typeOf(type) ?? wrong(wrongType(type)),
    process:
      process === null
        ? undefined
        : (processOf(process) ??
          wrong(`a process is a number or a name, not ${showShort(process)}`)),
    f: nameOf(f, wrong),
    value,
    key,
    // A time of another kind, such as a date, is told for people: no verdict needs it.
    time_ns: typeof time === 'bigint' ? Number(time) : typeof time === 'number' ? time : undefined,
    index: indexOf(index, wrong),
    ...place,
    ...(final === true ? { final } : {}),
  };
}

const wrongType = (type: Value): string =>
  type === null
    ? 'this is no event: it has no type (invoke, ok, fail or info)'
    : `an event's type is invoke, ok, fail or info, not ${showShort(type)}`;

/** Text that came through JSON may still have the colon of the keyword it was. */
const bare = (text: string): string => (text.startsWith(':') ? text.slice(1) : text);

export const typeOf = (value: Value): EventType | undefined =>
  typeof value === 'string' && Object.hasOwn(TYPES, bare(value)) ? TYPES[bare(value)] : undefined;

export function processOf(value: Value): Process | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? bare(value) : undefined;
}

function nameOf(value: Value, wrong: (what: string) => never): string | undefined {
  if (value === null) return undefined;
  return typeof value === 'string' ? bare(value) : wrong(`f is a name, not ${showShort(value)}`);
}

function indexOf(value: Value | undefined, wrong: (what: string) => never): number | undefined {
  if (value === null || value === undefined) return undefined;
  return typeof value === 'number' ? value : wrong(`an index is a number, not ${showShort(value)}`);
}
