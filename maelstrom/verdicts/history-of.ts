import type { History, Operation } from '@dstudio/checkers';
import type { TestEvent } from '../history.ts';
import type { Json } from '../json.ts';

const NS_PER_MS = 1e6;

/** Takes the key of an operation out of its value. */
export type Split = (value: Json) => readonly [key: Json, value: Json];

/**
 * The events as a checker takes them. What never completed may still happen.
 * @param split where values are about one key each
 */
export const historyOf = (events: readonly TestEvent[], split?: Split): History => {
  const operations: { -readonly [name in keyof Operation]: Operation[name] }[] = [];
  const open = new Map<TestEvent['process'], (typeof operations)[number]>();
  let position = 0;
  for (const { process, type, f, value, time_ms, index, final } of events) {
    const at = position++;
    const [key, bare] = split?.(value) ?? [undefined, value];
    const time_ns = Math.round(time_ms * NS_PER_MS);
    if (type === 'invoke') {
      const operation = {
        process,
        f,
        key,
        input: bare,
        output: null,
        outcome: 'info' as const,
        invokedAt: at,
        completedAt: Number.POSITIVE_INFINITY,
        invoked_ns: time_ns,
        completed_ns: undefined,
        index,
        line: undefined,
        final: final === true,
      };
      operations.push(operation);
      open.set(process, operation);
      continue;
    }
    const operation = open.get(process);
    if (operation === undefined) continue;
    open.delete(process);
    operation.outcome = type;
    // Nobody knows when what is unknown happens.
    if (type !== 'info') {
      operation.completedAt = at;
      operation.completed_ns = time_ns;
    }
    if (type === 'ok') operation.output = bare;
  }
  return { operations, events: position, file: 'the history' };
};
