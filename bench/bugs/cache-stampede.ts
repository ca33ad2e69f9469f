import { type Bug, listen, scenarioOf, tell } from './kit.ts';

export const bug: Bug = {
  slug: 'cache-stampede',
  theme: 'caches',
  wrong: 'Everybody who misses the cache loads from the database, all at once.',
  right: 'Whoever misses waits for the load that is under way.',
  scenario: (right) =>
    scenarioOf('cache-stampede', right, {
      faults: { network: { latency_ms: 10, duplication: 0.3 } },
      sometimes: ['hit'],
      says: { get: () => 'get' },
      build(run) {
        run.node('cache', (env) => {
          let fresh_ms = Number.NEGATIVE_INFINITY;
          let loads = 0;
          let waiting: string[] = [];
          listen(env, {
            get: (from) => {
              if (env.clock.now() < fresh_ms) {
                run.sometimes('hit');
                return tell(env, from, 'got');
              }
              waiting.push(from);
              if (right && loads > 0) return;
              if (++loads > 1) run.fail('stampede', `${loads} loads of one value at once`);
              env.clock.after(15, () => {
                loads--;
                fresh_ms = env.clock.now() + 100;
                for (const one of waiting) tell(env, one, 'got');
                waiting = [];
              });
            },
          });
        });
        const { env } = run.node('client', undefined, { faults: false });
        const times = run.random('times');
        for (let id = 1; id <= 30; id++) {
          run.issue(times.next() * 900, 'client', 'get', () => tell(env, 'cache', 'get', { id }));
        }
        return undefined;
      },
    }),
};
