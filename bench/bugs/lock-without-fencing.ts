import { type Bug, listen, scenarioOf, tell } from './kit.ts';

const LEASE_MS = 60;

export const bug: Bug = {
  slug: 'lock-without-fencing',
  theme: 'clocks',
  wrong:
    "A holder of a lock is paused or its write is late; the write comes after the next holder's.",
  right: 'The store refuses a write whose token is older than one that it has seen.',
  scenario: (right) =>
    scenarioOf('lock-without-fencing', right, {
      faults: { network: { latency_ms: 15 }, faults: ['pause', 'hold'], lasts_ms: 80 },
      build(run) {
        run.node('lock', (env) => {
          let token = 0;
          let until_ms = 0;
          listen(env, {
            acquire: (from) => {
              if (env.clock.now() < until_ms) return;
              until_ms = env.clock.now() + LEASE_MS;
              tell(env, from, 'granted', { id: ++token });
            },
          });
        });
        run.node('store', (env) => {
          let newest = 0;
          listen(env, {
            write: (_, { id }) => {
              if (right && id < newest) return;
              if (id < newest) run.fail('overwritten', `holder ${id} wrote after holder ${newest}`);
              newest = id;
            },
          });
        });
        for (const name of ['one', 'two']) {
          run.node(name, (env) => {
            const ask = (): void => {
              tell(env, 'lock', 'acquire');
              env.clock.after(20 + env.random.below(20), ask);
            };
            listen(env, {
              granted: (_, { id }) => {
                const until_ms = env.clock.now() + LEASE_MS;
                const write = (left: number): void => {
                  if (left === 0 || env.clock.now() >= until_ms) return;
                  tell(env, 'store', 'write', { id });
                  env.clock.after(15, () => write(left - 1));
                };
                write(4);
              },
            });
            ask();
          });
        }
        return undefined;
      },
    }),
};
