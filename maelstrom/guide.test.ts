import assert from 'node:assert/strict';
import { test } from 'node:test';
import { host } from '@dstudio/simulator/node';
import broadcast from '../examples/nodes/broadcast.ts';
import broadcastMembers from '../examples/nodes/broadcast-members.ts';
import broadcastMembersDropped from '../examples/nodes/broadcast-members-dropped.ts';
import broadcastOnce from '../examples/nodes/broadcast-once.ts';
import echo from '../examples/nodes/echo.ts';
import echoShared from '../examples/nodes/echo-shared.ts';
import gCounter from '../examples/nodes/g-counter.ts';
import gCounterRetried from '../examples/nodes/g-counter-retried.ts';
import kvLeader from '../examples/nodes/kv-leader.ts';
import kvReplicas from '../examples/nodes/kv-replicas.ts';
import raft from '../examples/nodes/raft.ts';
import raftAnyVote from '../examples/nodes/raft-any-vote.ts';
import raftDisk from '../examples/nodes/raft-disk.ts';
import raftDoubled from '../examples/nodes/raft-doubled.ts';
import raftStaleReads from '../examples/nodes/raft-stale-reads.ts';
import raftUnsynced from '../examples/nodes/raft-unsynced.ts';
import uniqueIds from '../examples/nodes/unique-ids.ts';
import uniqueIdsCounted from '../examples/nodes/unique-ids-counted.ts';
import { type AnyNodeDefinition, judge, simulateAsync, testOptions } from './index.ts';

type Given = Parameters<typeof testOptions>[0];

/** As in the commands of docs/guide. */
const ECHO: Given = { workload: 'echo', timeLimit_ms: 5000, rate: 100, concurrency: 20 };
const IDS: Given = {
  workload: 'unique-ids',
  timeLimit_ms: 20_000,
  rate: 20,
  nemesis: ['kill'],
  nemesisInterval_ms: 3000,
};
const BROADCAST: Given = {
  ...IDS,
  workload: 'broadcast',
  latency_ms: 10,
  nemesis: ['partition'],
};
const MEMBERS: Given = { ...BROADCAST, nemesis: ['membership', 'partition'] };
const COUNTER: Given = { ...BROADCAST, workload: 'g-counter', nemesis: ['loss'] };
const KEY_VALUES: Given = {
  workload: 'lin-kv',
  concurrency: 10,
  timeLimit_ms: 10_000,
  rate: 50,
  latency_ms: 10,
  latencyDist: 'exponential',
};
const RAFT: Given = {
  ...KEY_VALUES,
  timeLimit_ms: 20_000,
  rate: 100,
  nemesis: ['partition'],
  nemesisInterval_ms: 2000,
  keyCount: 2,
};

const DOUBLED: Given = { ...RAFT, nemesis: ['duplicate'] };
const KILLED: Given = { ...RAFT, nemesis: ['kill'], nemesisInterval_ms: 1000, keyCount: 10 };

/** A pair, the kind of counterexample, and the seeds at which the guide shows the broken one fail. */
const pairs: readonly (readonly [AnyNodeDefinition, AnyNodeDefinition, Given, string, number])[] = [
  [echo, echoShared, ECHO, 'wrong-echo', 1],
  [uniqueIds, uniqueIdsCounted, IDS, 'duplicate', 1],
  [broadcast, broadcastOnce, BROADCAST, 'lost', 1],
  [broadcastMembers, broadcastMembersDropped, MEMBERS, 'lost', 1],
  [gCounter, gCounterRetried, COUNTER, 'wrong-sum', 1],
  [kvLeader, kvReplicas, KEY_VALUES, 'not-linearizable', 1],
  [raft, raftStaleReads, RAFT, 'not-linearizable', 17],
  [raft, raftAnyVote, RAFT, 'not-linearizable', 2],
  [raft, raftDoubled, DOUBLED, 'not-linearizable', 2],
  [raftDisk, raftUnsynced, KILLED, 'not-linearizable', 1],
];

const run = async (node: AnyNodeDefinition, given: Given, seed: number) =>
  judge(await simulateAsync(node, testOptions({ ...given, seed }), { host }));

for (const [sound, broken, given, kind, seed] of pairs) {
  test(`the guide's nodes for ${given.workload}: one holds, its twin fails (${kind}, seed ${seed})`, async () => {
    for (const each of new Set([1, 2, 3, seed])) {
      const { valid, summary, stats } = await run(sound, given, each);
      assert.equal(valid, true, `seed ${each}: ${summary}`);
      assert.ok(stats.ok > 50);
    }
    const { valid, workload } = await run(broken, given, seed);
    assert.equal(valid, false);
    assert.equal(workload.findings[0]?.kind, kind);
  });
}

test('the Rafts of the guide keep their word with several faults at once', async () => {
  const faults = ['partition', 'partition-one-way', 'pause', 'loss', 'duplicate', 'skew'] as const;
  const nemesisInterval_ms = 1000;
  // At 88 and 93, a request was refused and done all the same, by its second copy.
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8, 88, 93]) {
    const { workload } = await run(raft, { ...RAFT, nemesis: faults, nemesisInterval_ms }, seed);
    assert.equal(workload.valid, true, `seed ${seed}: ${workload.summary}`);
  }
  for (let seed = 1; seed <= 4; seed++) {
    const nemesis = [...faults, 'kill', 'disk'] as const;
    const { workload } = await run(raftDisk, { ...KILLED, nemesis }, seed);
    assert.equal(workload.valid, true, `seed ${seed}: ${workload.summary}`);
  }
});

test('a Raft of one node elects itself', async () => {
  for (const node of [raft, raftDisk]) {
    const { valid, stats } = await run(node, { ...KEY_VALUES, nodeCount: 1 }, 1);
    assert.ok(valid === true && stats.ok > 50, `${stats.ok} operations`);
  }
});
