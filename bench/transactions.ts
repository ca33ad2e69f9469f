import { parseArgs } from 'node:util';
import { checkListAppend, finish, type History, type Operation } from '@dstudio/checkers';
import { createRandom } from '@dstudio/kernel';

/**
 * How many list-append transactions a second the checker judges, on a valid history made in memory:
 * 16 processes, 1 to 4 micro-operations a transaction, half of them appends, 10 keys at a time, each
 * retired after 32 to 128 appends. Only the check is measured.
 */
const TARGET = 100_000;
const PROCESSES = 16;
const KEYS = 10;
const APPENDS_MIN = 32;
const APPENDS_MAX = 128;
const MICROS_MAX = 4;

type Micro = readonly [string, number, number | number[]];

const { values } = parseArgs({
  options: {
    transactions: { type: 'string', default: '1000000' },
    json: { type: 'boolean', default: false },
  },
});
const transactions = Number(values.transactions);
if (!Number.isSafeInteger(transactions) || transactions < 1) {
  console.error('--transactions must be a whole number from 1 on');
  process.exit(254);
}

/** Transactions that take effect one by one, at some moment between their two events. */
const historyOf = (count: number): History => {
  const random = createRandom(7);
  const below = (n: number): number => Math.floor(random.next() * n);
  const lists: number[][] = [];
  const left: number[] = [];
  const names: number[] = [];
  let keys = 0;
  const renew = (slot: number): void => {
    names[slot] = keys++;
    lists[slot] = [];
    left[slot] = APPENDS_MIN + below(APPENDS_MAX - APPENDS_MIN + 1);
  };
  for (let slot = 0; slot < KEYS; slot++) renew(slot);
  const apply = (size: number): Micro[] => {
    const body: Micro[] = [];
    for (let i = 0; i < size; i++) {
      const slot = below(KEYS);
      const name = names[slot] ?? 0;
      const list = lists[slot] ?? [];
      if (random.next() < 0.5) {
        body.push(['r', name, list.slice()]);
        continue;
      }
      const element = list.length + 1;
      list.push(element);
      body.push(['append', name, element]);
      left[slot] = (left[slot] ?? 0) - 1;
      if (left[slot] === 0) renew(slot);
    }
    return body;
  };
  const operations: Operation[] = [];
  /** By process: when its transaction began, and what it did if it has taken effect. */
  const running: ({ invokedAt: number; body?: Micro[] } | undefined)[] = new Array(PROCESSES);
  let events = 0;
  let begun = 0;
  while (operations.length < count) {
    const process = below(PROCESSES);
    const current = running[process];
    if (current === undefined) {
      if (begun++ < count) running[process] = { invokedAt: events++ };
    } else if (current.body === undefined) {
      current.body = apply(1 + below(MICROS_MAX));
    } else {
      running[process] = undefined;
      operations.push({
        process,
        f: 'txn',
        key: undefined,
        input: [],
        output: current.body,
        outcome: 'ok',
        invokedAt: current.invokedAt,
        completedAt: events++,
        invoked_ns: undefined,
        completed_ns: undefined,
        index: current.invokedAt,
        line: undefined,
      });
    }
  }
  operations.sort((a, b) => a.invokedAt - b.invokedAt);
  return { operations, events, file: 'bench' };
};

const history = historyOf(transactions);
const start = performance.now();
const result = finish(checkListAppend(history));
const took_ms = performance.now() - start;
const perSecond = Math.round((transactions / took_ms) * 1000);
const held = result.validity === 'valid' && perSecond >= TARGET;
const peak_mb = Math.round(process.resourceUsage().maxRSS / 1024);

if (values.json) {
  console.log(JSON.stringify({ transactions, took_ms, perSecond, target: TARGET, peak_mb, held }));
} else {
  console.log(
    `${transactions} list-append transactions: ${result.validity === 'valid' ? 'valid' : `NOT VALID (${Object.keys(result.anomalies).join(', ')})`}, ` +
      `${(took_ms / 1000).toFixed(2)} s, ${perSecond} a second, target at least ${TARGET}: ${held ? 'held' : 'MISSED'}; ` +
      `${peak_mb} MB at the peak, the history included`,
  );
}
if (!held) process.exitCode = 1;
