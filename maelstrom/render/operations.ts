import type { Outcome, TestEvent } from '../history.ts';

/** An operation from its invocation to what is known of its end. */
export interface Pair {
  readonly invoked: TestEvent;
  /** Undefined when it never ended. */
  readonly completed: TestEvent | undefined;
  readonly outcome: Outcome;
}

/** Pairs invocations with completions, in the order of invocation; a nemesis has none. */
export const pairsOf = (events: readonly TestEvent[]): readonly Pair[] => {
  const open = new Map<TestEvent['process'], number>();
  const pairs: Pair[] = [];
  for (const event of events) {
    const { process, type } = event;
    if (process === 'nemesis') continue;
    if (type === 'invoke') {
      open.set(process, pairs.length);
      pairs.push({ invoked: event, completed: undefined, outcome: 'info' });
      continue;
    }
    const at = open.get(process);
    const pair = at === undefined ? undefined : pairs[at];
    if (at === undefined || pair === undefined) continue;
    open.delete(process);
    pairs[at] = { invoked: pair.invoked, completed: event, outcome: type };
  }
  return pairs;
};

/** A time in which a fault held. */
export interface FaultSpan {
  readonly name: string;
  readonly what: string;
  readonly from_ms: number;
  readonly to_ms: number;
}

const ENDS: Readonly<Record<string, string>> = {
  'stop-partition': 'start-partition',
  'stop-one-way': 'start-one-way',
  start: 'kill',
  resume: 'pause',
  'stop-loss': 'start-loss',
  'stop-duplicate': 'start-duplicate',
  unskew: 'skew',
  'stop-disk': 'start-disk',
  joined: 'join',
  'join-failed': 'join',
  left: 'leave',
  'leave-failed': 'leave',
};

/** When which fault held, from what the nemesis said. */
export const faultSpans = (events: readonly TestEvent[]): readonly FaultSpan[] => {
  const open = new Map<string, TestEvent>();
  const spans: FaultSpan[] = [];
  const close = (begin: TestEvent, to_ms: number): void => {
    const name = begin.f.replace(/^start-/, '');
    spans.push({ name, what: String(begin.value), from_ms: begin.time_ms, to_ms });
  };
  for (const event of events) {
    if (event.process !== 'nemesis') continue;
    const begins = ENDS[event.f];
    if (begins === undefined) {
      open.set(event.f, event);
      continue;
    }
    const begin = open.get(begins);
    open.delete(begins);
    if (begin !== undefined) close(begin, event.time_ms);
  }
  for (const begin of open.values()) close(begin, events.at(-1)?.time_ms ?? begin.time_ms);
  return spans.sort((a, b) => a.from_ms - b.from_ms);
};
