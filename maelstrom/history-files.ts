import { ednOf } from './edn.ts';
import type { TestEvent } from './history.ts';
import { type Json, textOfJson } from './json.ts';
import type { WorkloadName } from './options.ts';

const NS_PER_MS = 1e6;

/** The history as JSON lines, one event each, as the checkers read them. */
export function* jsonLines(events: readonly TestEvent[]): Generator<string> {
  for (const { index, time_ms, process, type, f, value, error, final } of events) {
    const time = Math.round(time_ms * NS_PER_MS);
    yield `${textOfJson({ index, time, process, type, f, value, error, final })}\n`;
  }
}

/** The history as Jepsen writes it: history.edn. */
export function* ednLines(events: readonly TestEvent[], workload: WorkloadName): Generator<string> {
  for (const { index, time_ms, process, type, f, value, error, final } of events) {
    const time = Math.round(time_ms * NS_PER_MS);
    const rest = [
      error === undefined ? '' : `, :error ${ednOf(error)}`,
      final === undefined ? '' : ', :final? true',
    ].join('');
    const who = process === 'nemesis' ? ':nemesis' : process;
    yield `{:index ${index}, :time ${time}, :type :${type}, :process ${who}, :f :${f}, :value ${valueOf(value, workload)}${rest}}\n`;
  }
}

/** The history for people: history.txt. */
export function* textLines(events: readonly TestEvent[]): Generator<string> {
  for (const { process, type, f, value, error } of events) {
    const columns = [
      process,
      type,
      f,
      textOfJson(value),
      ...(error === undefined ? [] : [escaped(error)]),
    ];
    yield `${columns.join('\t')}\n`;
  }
}

/** On one line and in one column, whatever a node said. */
const escaped = (text: string): string =>
  text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0');
    return CONTROLS[character] ?? `\\u${code}`;
  });

const CONTROLS: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A value as EDN. Micro-operations begin with a keyword there; keys of maps that nodes named stay texts. */
export const valueOf = (value: Json, workload: WorkloadName): string => {
  const micros = workload.startsWith('txn-') || workload === 'kafka';
  if (!micros || !Array.isArray(value)) return ednOf(value, 'texts');
  const parts = value.map((micro) => {
    if (!Array.isArray(micro)) return ednOf(micro, 'texts');
    const [f, ...rest] = micro;
    return `[${[`:${String(f)}`, ...rest.map((part) => ednOf(part, 'texts'))].join(' ')}]`;
  });
  return `[${parts.join(' ')}]`;
};
