import { createHistoryBuilder } from '../history/builder.ts';
import type { EventType, History, Process } from '../history/operation.ts';
import type { Value } from '../value.ts';

/** Process, type, function, value and key of an event. */
export type Told = readonly [Process, EventType, string, Value?, (Value | undefined)?];

/** A history out of short events, one a millisecond. */
export function ofEvents(...events: readonly Told[]): History {
  const builder = createHistoryBuilder('test');
  events.forEach(([process, type, f, value = null, key], index) => {
    builder.add({
      process,
      type,
      f,
      value,
      key,
      time_ns: index * 1_000_000,
      index: undefined,
      line: index + 1,
    });
  });
  return builder.build();
}

/** Process, function, input, output (default: the input) and key of an operation. */
export type Done = readonly [Process, string, Value, Value?, Value?];

/** Operations one after the other, each of which ends before the next begins. */
export const oneByOne = (...operations: readonly Done[]): History =>
  ofEvents(
    ...operations.flatMap(([process, f, input, output = input, key]): readonly Told[] => [
      [process, 'invoke', f, input, key],
      [process, 'ok', f, output, key],
    ]),
  );
