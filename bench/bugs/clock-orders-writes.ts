import { type Bug, listen, scenarioOf, tell, timeOf } from './kit.ts';

export const bug: Bug = {
  slug: 'clock-orders-writes',
  theme: 'clocks',
  wrong:
    'The last write wins by the clock of whoever wrote: a later write with a slow clock is lost.',
  right: 'The store gives each write the next version.',
  scenario: (right) =>
    scenarioOf('clock-orders-writes', right, {
      faults: { network: { latency_ms: 5 }, faults: ['clock'], every_ms: 80 },
      says: { put: ({ id, value }) => `put ${id}, stamped ${timeOf(value)}` },
      build(run) {
        let current = 0;
        let stamp = 0;
        const store = run.node('store', undefined, { faults: false }).env;
        listen(store, {
          put: (from, { id, value }) => {
            const version = right ? stamp + 1 : value;
            if (version > stamp) {
              current = id;
              stamp = version;
            }
            tell(store, from, 'done', { id });
          },
        });
        const ways = ['w1', 'w2'].map((name) => {
          const { env } = run.node(name, (process) => {
            listen(process, {
              done: (_, { id }) => {
                run.record(name, `wrote ${id}`);
                // One client, one write after the other: nothing else is under way.
                if (current !== id)
                  run.fail('lost write', `write ${id} was answered, and ${current} is still there`);
              },
            });
          });
          return env;
        });
        for (let id = 1; id <= 9; id++) {
          run.issue(id * 100, `w${(id % 2) + 1}`, `write ${id}`, () => {
            const env = ways[id % 2];
            if (env !== undefined) tell(env, 'store', 'put', { id, value: env.clock.wall() });
          });
        }
        return undefined;
      },
    }),
};
