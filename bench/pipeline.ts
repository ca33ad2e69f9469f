import { pipeline } from '@dstudio/patterns/resilience-pipeline';
import {
  bulkhead,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleAll,
  retry,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel';
// @ts-expect-error opossum 10 ships no types, and one call is all that is used of it.
import CircuitBreaker from 'opossum';

/**
 * What a composed pipeline costs on the success path, as a multiple of the bare async call, beside the
 * nearest composition of two peers. Rounds alternate, so that noise falls on all alike; medians. Time is
 * processor time of the whole process, so other programs and idle waiting do not count, and the work of
 * the garbage collector does.
 *
 *     node bench/pipeline.ts
 */

const CALLS_A_ROUND = 20_000;
const ROUNDS = 15;
/** The most that the pipeline may cost, as a multiple of the bare call. */
const RATIO_MAX = 12;

const bare = async (order: number): Promise<number> => order + 1;

const ours = pipeline('psp')
  .deadline('3s')
  .retry({ attempts: 3, budget: 0.1 })
  .breaker()
  .bulkhead({ concurrent: 16 })
  .timeout('800ms')
  .wrap((_ctx, order: number) => bare(order));

const peer = wrap(
  timeout(3_000, TimeoutStrategy.Aggressive),
  retry(handleAll, { maxAttempts: 2, backoff: new ExponentialBackoff() }),
  circuitBreaker(handleAll, { halfOpenAfter: 5_000, breaker: new ConsecutiveBreaker(20) }),
  bulkhead(16),
  timeout(800, TimeoutStrategy.Aggressive),
);

const opossum = new CircuitBreaker(bare, { timeout: 800, capacity: 16, resetTimeout: 5_000 });

const contestants: readonly {
  readonly name: string;
  readonly composes: string;
  readonly call: (order: number) => Promise<number>;
}[] = [
  { name: 'bare async call', composes: 'nothing', call: bare },
  { name: 'dstudio', composes: 'deadline, retry, breaker, bulkhead, timeout', call: ours },
  {
    name: 'cockatiel 4.0.0',
    composes: 'timeout, retry, breaker, bulkhead, timeout',
    call: (order) => peer.execute(() => bare(order)),
  },
  {
    name: 'opossum 10.0.0',
    composes: 'breaker, capacity, timeout (it has no retry)',
    call: (order) => opossum.fire(order),
  },
];

const processor_us = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/** Nanoseconds for each call, one after the other. */
const round = async (call: (order: number) => Promise<number>): Promise<number> => {
  const begin_us = processor_us();
  let sum = 0;
  for (let i = 0; i < CALLS_A_ROUND; i += 1) sum += await call(i);
  const took_us = processor_us() - begin_us;
  if (sum !== (CALLS_A_ROUND * (CALLS_A_ROUND + 1)) / 2) throw new Error('wrong answers');
  return (took_us * 1e3) / CALLS_A_ROUND;
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const rounds = contestants.map(() => [] as number[]);
// The first rounds warm the compiler up and do not count.
for (let i = -3; i < ROUNDS; i += 1) {
  for (const [k, { call }] of contestants.entries()) {
    const took_ns = await round(call);
    if (i >= 0) rounds[k]?.push(took_ns);
  }
}

const bareRounds = rounds[0] ?? [];
const rows = contestants.map(({ name, composes }, k) => {
  const mine = rounds[k] ?? [];
  const ratio = median(mine.map((took_ns, i) => took_ns / (bareRounds[i] ?? Number.NaN)));
  return { name, composes, took_ns: median(mine), ratio };
});
const ratio = rows[1]?.ratio ?? Number.NaN;
const held = ratio <= RATIO_MAX;

if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ rounds: ROUNDS, rows, ratio, target: RATIO_MAX, held }));
} else {
  for (const { name, composes, took_ns, ratio } of rows) {
    const columns = [name.padEnd(18), `${took_ns.toFixed(0)} ns`.padStart(9)];
    console.log([...columns, `${ratio.toFixed(1)}x`.padStart(8), composes].join('  '));
  }
  console.log(`target: at most ${RATIO_MAX}x: ${held ? 'held' : 'MISSED'}`);
}
// The peers keep timers running.
process.exit(held ? 0 : 1);
