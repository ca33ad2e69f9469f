import { type Bug, listen, scenarioOf, tell } from './kit.ts';

export const bug: Bug = {
  slug: 'cache-filled-with-old',
  theme: 'caches',
  wrong: 'A value that was loaded before a write fills the cache after the write emptied it.',
  right: 'The cache keeps the version up to which it was emptied, and takes nothing older.',
  scenario: (right) =>
    scenarioOf('cache-filled-with-old', right, {
      settle_ms: 200,
      faults: { network: { latency_ms: 15 }, faults: ['hold', 'pause'] },
      says: { empty: () => 'forget', load: () => 'load?', loaded: ({ value }) => `it is ${value}` },
      build(run) {
        let current = 0;
        let cached: number | undefined;
        run.node('database', (env) => {
          listen(env, {
            write: (_, { value }) => {
              current = Math.max(current, value);
              tell(env, 'cache', 'empty', { value: current });
            },
            load: (from) => tell(env, from, 'loaded', { value: current }),
          });
        });
        run.node('cache', (env) => {
          let emptied = 0;
          listen(env, {
            empty: (_, { value }) => {
              emptied = Math.max(emptied, value);
              cached = undefined;
            },
            get: () => {
              if (cached === undefined) tell(env, 'database', 'load');
            },
            loaded: (_, { value }) => {
              if (!right || value >= emptied) cached = value;
            },
          });
        });
        const { env } = run.node('client', undefined, { faults: false });
        for (let value = 1; value <= 15; value++) {
          run.issue(value * 60, 'client', `write ${value}`, () =>
            tell(env, 'database', 'write', { value }),
          );
          run.issue(value * 59, 'client', 'get', () => tell(env, 'cache', 'get'));
        }
        return {
          check() {
            if (cached !== undefined && cached < current) {
              run.fail('old for ever', `the cache has ${cached}, the database ${current}`);
            }
          },
        };
      },
    }),
};
