/** The async lane against a bare heap loop: what draining every promise chain costs. */
import { createRandom } from '@dstudio/kernel';
import { createWorld } from '@dstudio/simulator';
import { host } from '@dstudio/simulator/node';
import { bareLoop } from './bare-loop.ts';
import { compare } from './measure.ts';

const PENDING = 1000;
const STEPS = 300_000;
const BARE_STEPS = 1_000_000;

await compare({
  title: `Hold model with ${PENDING} sleeping tasks`,
  unit: 'events',
  // 0.8 million events a second where the bare loop does 10 million.
  target: 0.08,
  rounds: 11,
  subject: {
    name: 'async lane (await clock.sleep)',
    round: async (timed) => {
      const world = createWorld({ seed: 42, host });
      const { env } = world.node('sleepers');
      const delays = world.random('delays');
      let left = STEPS;
      const task = async (): Promise<void> => {
        while (left-- > 0) await env.clock.sleep(delays.next() * 2);
        world.stop();
      };
      for (let i = 0; i < PENDING; i++) void task();
      await timed(() => world.runAsync({ until_ms: Number.POSITIVE_INFINITY }));
      return world.processed;
    },
  },
  yardstick: {
    name: 'bare typed-array heap loop',
    round: async (timed) => {
      const delays = createRandom(42);
      await timed(() => bareLoop(PENDING, BARE_STEPS, () => delays.next()));
      return BARE_STEPS;
    },
  },
});
