import { createHistoryBuilder } from '../../history/builder.ts';
import type { EventType, History } from '../../history/operation.ts';
import type { Value } from '../../value.ts';

type Micro = [string, string, Value];

/**
 * A history from a few strokes, for tests. Each line is an event: a process, what happens, and the
 * micro-operations: `ax1` appends 1 to x, `wx1` writes it, `rx12` reads x as [1 2] (or, in a history
 * that writes, as 12), `rx` reads nothing there. An invocation needs none; it asks for what its
 * completion did.
 */
export const sketch = (text: string): History => {
  const lines = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const isRegister = lines.some((line) => line.slice(2).some((micro) => micro.startsWith('w')));
  const builder = createHistoryBuilder('sketch');
  for (const [at, [process = '', type = '', ...micros]] of lines.entries()) {
    let asked: readonly string[] = micros;
    if (type === 'invoke' && micros.length === 0) {
      const completion = lines.slice(at + 1).find((line) => line[0] === process);
      asked = completion?.slice(2) ?? [];
    }
    builder.add({
      process: Number(process),
      type: type as EventType, // The tests write no other words.
      f: 'txn',
      value: asked.map((micro) => microOf(micro, isRegister, type === 'ok')),
      key: undefined,
      time_ns: undefined,
      index: undefined,
      line: at + 1,
    });
  }
  return builder.build();
};

const microOf = (text: string, isRegister: boolean, isDone: boolean): Micro => {
  const verb = text[0] === 'a' ? 'append' : (text[0] ?? '');
  const key = text[1] ?? '';
  const rest = text.slice(2);
  if (verb !== 'r') return [verb, key, Number(rest)];
  if (!isDone || (isRegister && rest === '')) return [verb, key, null];
  return [verb, key, isRegister ? Number(rest) : [...rest].map(Number)];
};

/** Transactions that all run at once, each by a process of its own: real time says nothing. */
export const together = (...transactions: readonly string[]): History =>
  sketch(
    [
      ...transactions.map((_, process) => `${process} invoke`),
      ...transactions.map((text, process) => `${process} ${typed(text)}`),
    ].join('\n'),
  );

/** Transactions one after another, each by a process of its own. */
export const inTurn = (...transactions: readonly string[]): History =>
  sketch(
    transactions.map((text, process) => `${process} invoke\n${process} ${typed(text)}`).join('\n'),
  );

const typed = (text: string): string => (/^(ok|fail|info)\b/.test(text) ? text : `ok ${text}`);
