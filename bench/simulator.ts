/** The callback lane against a bare heap loop: what virtual time, cancelling and the hash cost. */
import { createRandom } from '@dstudio/kernel';
import { createWorld } from '@dstudio/simulator';
import { bareLoop } from './bare-loop.ts';
import { compare } from './measure.ts';

const PENDING = 1000;
const STEPS = 1_000_000;

await compare({
  title: `Hold model with ${PENDING} pending events`,
  unit: 'events',
  target: 0.7,
  rounds: 21,
  subject: {
    name: 'callback lane (handlers, hash)',
    round: async (timed) => {
      const world = createWorld({ seed: 42 });
      const delays = world.random('delays');
      let left = STEPS;
      const again = (): void => {
        if (--left === 0) world.stop();
        world.after(delays.next() * 2, again);
      };
      for (let i = 0; i < PENDING; i++) world.after(delays.next() * 2, again);
      await timed(() => world.run({ until_ms: Number.POSITIVE_INFINITY }));
      return world.processed;
    },
  },
  yardstick: {
    name: 'bare typed-array heap loop',
    round: async (timed) => {
      const delays = createRandom(42);
      await timed(() => bareLoop(PENDING, STEPS, () => delays.next()));
      return STEPS;
    },
  },
});
