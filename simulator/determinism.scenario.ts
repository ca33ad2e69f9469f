/**
 * One run that uses everything the simulator has, for the test that Node and Chromium agree on every
 * event of it. Returns hashes and counts; each figure that chance decides is noted into the hash.
 */
import type { Env } from '@dstudio/kernel';
import { createWorld, type Host, type Machine, sample, type World } from './index.ts';
import { swarmHashes } from './swarm.scenario.ts';

export interface Outcome {
  readonly callback: string;
  readonly async: string;
  readonly processed: number;
  /** Hashes under every fault that there is. */
  readonly swarm: readonly string[];
}

export const scenario = async (seed: number, host: Host): Promise<Outcome> => {
  const callback = createWorld({ seed });
  build(callback, (env) => speak(callback, env));
  callback.run({ until_ms: 2000 });

  const awaiting = createWorld({ seed, host });
  build(awaiting, (env) => {
    speak(awaiting, env);
    return remember(awaiting, env);
  });
  await awaiting.runAsync({ until_ms: 2000 });

  return {
    callback: callback.hash(),
    async: awaiting.hash(),
    processed: callback.processed + awaiting.processed,
    swarm: await swarmHashes(seed, host),
  };
};

const NAMES = ['a', 'b', 'c', 'd'] as const;

/** Four nodes on links of every kind, and faults at times that chance decides. */
const build = (world: World, boot: (env: Env) => void | Promise<void>): void => {
  const nodes = NAMES.map((name) => world.node(name, boot));
  const { network } = world;
  network.configure({ latency: { shape: 'lognormal', mean_ms: 4, spread: 1.5 }, loss: 0.02 });
  network.link('a', 'b', { latency: { shape: 'exponential', mean_ms: 3 }, duplication: 0.2 });
  network.link('b', 'a', { latency: { shape: 'uniform', min_ms: 1, max_ms: 9 }, reordering: 0.3 });
  network.link('c', 'd', { latency: { shape: 'constant', mean_ms: 2 } });
  const chance = world.random('faults');
  const strike = (): void => {
    const [one, other] = [pick(nodes, chance.below(4)), pick(nodes, chance.below(4))];
    const kind = chance.below(5);
    world.note(100 + kind, world.now);
    if (one !== other) faults[kind]?.(world, one, other);
    world.after(sample({ shape: 'exponential', mean_ms: 40 }, chance), strike);
  };
  world.after(20, strike);
};

type FaultAction = (world: World, one: Machine, other: Machine) => void;

const faults: readonly FaultAction[] = [
  (world, one, other) => {
    world.network.partition(one.name, other.name);
    world.after(30, () => world.network.repair(one.name, other.name));
  },
  (world, one, other) => {
    world.network.hold(one.name, [other.name]);
    world.after(25, () => world.network.release(one.name, [other.name]));
  },
  (world, one) => {
    one.crash();
    world.after(15, () => one.restart());
  },
  (world, one) => {
    one.pause();
    world.after(10, () => one.resume());
  },
  (world, one, other) => {
    one.skew(world.now * 10);
    other.drift(world.now * 7 - 1000);
    world.network.partitionOneWay(one.name, other.name);
    world.after(5, () => world.network.repair(one.name, other.name));
  },
];

/** Callbacks only: talks to a random peer, answers, and keeps taking one timer back. */
const speak = (world: World, env: Env): void => {
  const { clock, network } = env;
  const jitter = env.random.fork('jitter');
  network.receive((from, message) => {
    world.note(1, clock.wall() + (message[0] ?? 0));
    if ((message[0] ?? 0) > 0) network.send(from, Uint8Array.of((message[0] ?? 0) - 1));
  });
  let cancel = (): void => {};
  const talk = (): void => {
    cancel();
    cancel = clock.after(5 + jitter.next(), () => world.record(network.address, 'was quiet'));
    world.note(2, clock.now());
    network.send(pick(NAMES, jitter.below(4)), Uint8Array.of(jitter.below(4)));
    clock.after(sample({ shape: 'lognormal', mean_ms: 5, spread: 0.8 }, jitter), talk);
  };
  talk();
};

/** Async code: chains of random depth, a file, and waits that are given up. */
const remember = async (world: World, env: Env): Promise<void> => {
  const { clock, disk } = env;
  const depths = env.random.fork('depths');
  const dive = async (depth: number): Promise<number> =>
    depth === 0 ? world.now : (await dive(depth - 1)) + 1;
  const file = await disk.open('journal');
  for (let round = await file.size(); ; round++) {
    const waiting = new AbortController();
    clock.after(depths.next() * 4, () => waiting.abort(new Error('too long')));
    await clock.sleep(depths.next() * 6, waiting.signal).catch(() => world.note(3, world.now));
    const dives = await Promise.all([dive(depths.below(30)), dive(depths.below(30))]);
    for (const depth of dives) world.note(4, depth);
    await file.write(round, Uint8Array.of(round % 256));
    if (depths.below(3) === 0) await file.sync();
    env.log.write('debug', `round ${round}`);
  }
};

const pick = <T>(all: readonly T[], index: number): T => {
  const one = all[index];
  if (one === undefined) throw new RangeError(`nothing at ${index} of ${all.length}`);
  return one;
};
