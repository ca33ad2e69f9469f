import { InvalidInput } from '@dstudio/kernel';
import type { Json } from './json.ts';

export type Outcome = 'ok' | 'fail' | 'info';

/** One line of a history: someone begins something, or learns how it ended. */
export interface TestEvent {
  readonly index: number;
  /** Since operations began, in milliseconds. */
  readonly time_ms: number;
  /** A client's process has a new number after each operation of which nobody knows the end. */
  readonly process: number | 'nemesis';
  readonly type: 'invoke' | Outcome;
  readonly f: string;
  readonly value: Json;
  /** Why it failed, or why nobody knows. */
  readonly error?: string | undefined;
  /** One of the last operations, after all faults were healed. */
  readonly final?: true | undefined;
}

/** More events, or more values in all answers together, would not fit into the memory of a usual machine. */
const EVENTS_MAX = 10_000_000;
const VALUES_MAX = 40_000_000;

/** What happened in a test, in order. */
export class Recorder {
  readonly events: TestEvent[] = [];
  /** The time that counts as 0. */
  start_ms = 0;
  #values = 0;

  /** @throws InvalidInput when there is no more room */
  add(event: Omit<TestEvent, 'index' | 'time_ms'>, now_ms: number): void {
    const { events } = this;
    if (event.type === 'ok') this.#values += valuesIn(event.value);
    if (events.length === EVENTS_MAX) refuse(`more than ${EVENTS_MAX} events`);
    if (this.#values > VALUES_MAX) {
      refuse(`more than ${VALUES_MAX} values in its answers: what clients read grows too large`);
    }
    // Spelled out, for all events to have one shape: there are many.
    events.push({
      index: events.length,
      time_ms: now_ms - this.start_ms,
      process: event.process,
      type: event.type,
      f: event.f,
      value: event.value,
      error: event.error,
      final: event.final,
    });
  }
}

const refuse = (what: string): never => {
  throw new InvalidInput(`the test has ${what}`, { hint: 'lower --rate or --time-limit' });
};

const valuesIn = (value: Json): number => {
  if (typeof value !== 'object' || value === null) return 1;
  const parts: readonly Json[] = Array.isArray(value) ? value : Object.values(value);
  let count = 1;
  for (const part of parts) count += valuesIn(part);
  return count;
};
