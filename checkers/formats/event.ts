import type { EventType, HistoryEvent, Process } from '../history/operation.ts';
import { show, type Value } from '../value.ts';
import { type Reader, Unreadable } from './reader.ts';

const TYPES: Readonly<Record<string, EventType>> = {
  invoke: 'invoke',
  ok: 'ok',
  fail: 'fail',
  info: 'info',
};

/**
 * Reads the map of one event; its opening brace is read. Names that say nothing here are read over.
 *
 * @throws Unreadable when it is no event
 */
export function readEvent(reader: Reader, line: number): HistoryEvent {
  const start = reader.at;
  let type: Value = null;
  let process: Value = null;
  let f: Value = null;
  let value: Value = null;
  let key: Value | undefined;
  let time: Value = null;
  let index: Value = null;
  let final = false;
  for (;;) {
    const name = reader.name();
    if (name === undefined) break;
    const found = reader.read();
    if (name === 'type') type = found;
    else if (name === 'process') process = found;
    else if (name === 'f') f = found;
    else if (name === 'value') value = found;
    else if (name === 'key') key = found;
    else if (name === 'time') time = found;
    else if (name === 'index') index = found;
    else if (name === 'final?' || name === 'final') final = found === true;
  }
  const wrong = (what: string): never => {
    throw new Unreadable(what, start);
  };
  return {
    type: typeOf(type) ?? wrong(`an event's type is invoke, ok, fail or info, not ${show(type)}`),
    process:
      process === null
        ? undefined
        : (processOf(process) ?? wrong(`a process is a number or a name, not ${show(process)}`)),
    f: nameOf(f, wrong),
    value,
    key,
    time_ns: numberOf(time, 'time', wrong),
    index: numberOf(index, 'index', wrong),
    line,
    ...(final ? { final } : {}),
  };
}

/** Text that came through JSON may still have the colon of the keyword it was. */
const bare = (text: string): string => (text.startsWith(':') ? text.slice(1) : text);

export const typeOf = (value: Value): EventType | undefined =>
  typeof value === 'string' ? TYPES[bare(value)] : undefined;

export function processOf(value: Value): Process | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? bare(value) : undefined;
}

function nameOf(value: Value, wrong: (what: string) => never): string | undefined {
  if (value === null) return undefined;
  return typeof value === 'string' ? bare(value) : wrong(`f is a name, not ${show(value)}`);
}

function numberOf(value: Value, name: string, wrong: (what: string) => never): number | undefined {
  if (value === null) return undefined;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' ? value : wrong(`${name} is a number, not ${show(value)}`);
}
