import { type Bug, listen, scenarioOf, tell } from './kit.ts';

const TICK_MS = 20;

export const bug: Bug = {
  slug: 'clock-set-back-repeats-ids',
  theme: 'clocks',
  wrong: 'Ids are made of the time of day and a count; when the clock is set back they come again.',
  right: 'The time in an id never goes back: it stays, and the count goes on.',
  scenario: (right) =>
    scenarioOf('clock-set-back-repeats-ids', right, {
      faults: { network: { latency_ms: 5 }, faults: ['clock', 'pause'], skew_ms: 200 },
      says: { id: () => 'an id?', use: ({ id, value }) => `use ${id}-${value}` },
      build(run) {
        run.node('ids', (env) => {
          let tick = 0;
          let count = 0;
          listen(env, {
            id: (from) => {
              const now = Math.floor(env.clock.wall() / TICK_MS);
              if (right ? now > tick : now !== tick) {
                tick = now;
                count = 0;
              }
              tell(env, from, 'use', { id: tick, value: ++count });
            },
          });
        });
        const { env } = run.node('client', undefined, { faults: false });
        const used = new Set<string>();
        listen(env, {
          use: (_, { id, value }) => {
            const whole = `${id}-${value}`;
            if (used.has(whole)) run.fail('used twice', `id ${whole} was given out before`);
            used.add(whole);
          },
        });
        for (let i = 1; i <= 40; i++) {
          run.issue(i * 22, 'client', 'ask', () => tell(env, 'ids', 'id', { id: i }));
        }
        return undefined;
      },
    }),
};
