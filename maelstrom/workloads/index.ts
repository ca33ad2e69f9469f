import type { Random } from '@dstudio/kernel';
import type { TestOptions } from '../options.ts';
import { topologyOf } from '../topology.ts';
import { counter } from './counter.ts';
import { echo } from './echo.ts';
import { kafka } from './kafka.ts';
import { linKv } from './lin-kv.ts';
import { broadcast, gSet } from './sets.ts';
import { transactions } from './transactions.ts';
import { uniqueIds } from './unique-ids.ts';
import type { Workload } from './workload.ts';

/** Keys in use at a time where the options do not say. */
const TRANSACTION_KEYS = 5;
const LOG_KEYS = 4;

/** What the clients of a test do. */
export const createWorkload = (
  options: TestOptions,
  nodes: readonly string[],
  random: Random,
): Workload => {
  const { keyCount, maxWritesPerKey, latency_ms } = options;
  const txn = (write: 'append' | 'w'): Workload =>
    transactions(random, {
      write,
      keys: keyCount ?? TRANSACTION_KEYS,
      length_max: options.maxTxnLength,
      writes_max: maxWritesPerKey,
    });
  switch (options.workload) {
    case 'echo':
      return echo(random);
    case 'broadcast':
      return broadcast(random, topologyOf(options.topology, nodes));
    case 'g-set':
      return gSet(random);
    case 'g-counter':
      return counter(random, 0);
    case 'pn-counter':
      return counter(random, -5);
    case 'unique-ids':
      return uniqueIds();
    case 'lin-kv': {
      // As in Jepsen, where two clients for each node share a key.
      const keys = keyCount ?? Math.max(1, Math.ceil(options.concurrency / (2 * nodes.length)));
      return linKv(random, { keys, latency_ms });
    }
    case 'kafka':
      return kafka(random, { keys: keyCount ?? LOG_KEYS, writes_max: maxWritesPerKey });
    case 'txn-list-append':
      return txn('append');
    case 'txn-rw-register':
      return txn('w');
  }
};
