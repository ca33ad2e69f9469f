import { parseArgs } from 'node:util';
import { checkListAppend, type TransactionEvent } from '@dstudio/checkers';
import { createRandom } from '@dstudio/kernel';

/**
 * How many list-append transactions a second the checker judges, on a valid history made in memory:
 * 16 processes, 1 to 4 micro-operations a transaction, half of them appends, 10 keys at a time, each
 * retired after 32 to 128 appends. Only the check is measured.
 */
const TARGET = 100_000;
const PROCESSES = 16;
const KEYS = 10;

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
const history = (count: number): TransactionEvent[] => {
  const random = createRandom(7);
  const below = (n: number): number => Math.floor(random.next() * n);
  const lists: number[][] = [];
  const left: number[] = [];
  const names: number[] = [];
  let keys = 0;
  const fresh = (slot: number): void => {
    names[slot] = keys++;
    lists[slot] = [];
    left[slot] = 32 + below(97);
  };
  for (let slot = 0; slot < KEYS; slot++) fresh(slot);
  const events: TransactionEvent[] = [];
  /** By process: the transaction it runs, and whether that took effect. */
  const running: ({ value: unknown[]; done: boolean } | undefined)[] = new Array(PROCESSES);
  const apply = (size: number): unknown[] => {
    const value: unknown[] = [];
    for (let i = 0; i < size; i++) {
      const slot = below(KEYS);
      const list = lists[slot] ?? [];
      if (random.next() < 0.5) {
        value.push(['r', names[slot], list.slice()]);
        continue;
      }
      const element = list.length + 1;
      list.push(element);
      value.push(['append', names[slot], element]);
      left[slot] = (left[slot] ?? 0) - 1;
      if (left[slot] === 0) fresh(slot);
    }
    return value;
  };
  let begun = 0;
  let open = 0;
  while (begun < count || open > 0) {
    const process = below(PROCESSES);
    const current = running[process];
    if (current === undefined) {
      if (begun === count) continue;
      begun++;
      open++;
      running[process] = { value: [], done: false };
      // What an invocation asks for is known; the checker takes the completion's word for it.
      events.push({ process, type: 'invoke', value: [] });
    } else if (!current.done) {
      current.value = apply(1 + below(4));
      current.done = true;
    } else {
      open--;
      running[process] = undefined;
      events.push({ process, type: 'ok', value: current.value });
    }
  }
  return events;
};

const events = history(transactions);
const start = performance.now();
const result = checkListAppend(events);
const took_ms = performance.now() - start;
const perSecond = Math.round((transactions / took_ms) * 1000);
const held = result.valid === true && perSecond >= TARGET;
const peak_mb = Math.round(process.resourceUsage().maxRSS / 1024);

if (values.json) {
  console.log(JSON.stringify({ transactions, took_ms, perSecond, target: TARGET, peak_mb, held }));
} else {
  console.log(
    `${transactions} list-append transactions: ${result.valid === true ? 'valid' : `NOT VALID (${Object.keys(result.anomalies).join(', ')})`}, ` +
      `${(took_ms / 1000).toFixed(2)} s, ${perSecond} a second, target at least ${TARGET}: ${held ? 'held' : 'MISSED'}; ` +
      `${peak_mb} MB at the peak, the history included`,
  );
}
if (!held) process.exitCode = 1;
