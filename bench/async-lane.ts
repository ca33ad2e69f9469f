/** The async lane against a bare heap loop: what draining every promise chain costs. */
import { createRandom } from '@dstudio/kernel';
import { createWorld } from '@dstudio/simulator';
import { host } from '@dstudio/simulator/node';
import { bareLoop } from './bare-loop.ts';
import { compare } from './measure.ts';

const PENDING = 1000;
const STEPS = 300_000;
const BARE_STEPS = 3_000_000;

await compare({
  title: `Hold model with ${PENDING} sleeping tasks`,
  unit: 'events',
  // 0.8 million events a second where the bare loop does 10 million.
  target: 0.08,
  rounds: 7,
  subject: {
    name: 'async lane (await clock.sleep)',
    round: async () => {
      const world = createWorld({ seed: 42, host });
      const { env } = world.node('sleepers');
      const delays = world.random('delays');
      let left = STEPS;
      const task = async (): Promise<void> => {
        while (left-- > 0) await env.clock.sleep(delays.next() * 2);
        world.stop();
      };
      for (let i = 0; i < PENDING; i++) void task();
      const start = performance.now();
      await world.runAsync({ until_ms: Number.POSITIVE_INFINITY });
      return { operations: world.processed, took_ms: performance.now() - start };
    },
  },
  yardstick: {
    name: 'bare typed-array heap loop',
    round: () => {
      const delays = createRandom(42);
      const start = performance.now();
      bareLoop(PENDING, BARE_STEPS, () => delays.next());
      return { operations: BARE_STEPS, took_ms: performance.now() - start };
    },
  },
});
