import { type Bug, listen, scenarioOf, tell } from './kit.ts';

export const bug: Bug = {
  slug: 'read-then-write',
  theme: 'transactions',
  wrong: 'Two clients read a counter, add one and write it back: one of the two additions is lost.',
  right: 'A write names the value it follows from, and is refused when that has changed.',
  scenario: (right) =>
    scenarioOf('read-then-write', right, {
      settle_ms: 300,
      faults: { network: { latency_ms: 10 }, faults: ['hold', 'pause'] },
      says: { got: ({ value }) => `it is ${value}`, put: ({ value }) => `put ${value}` },
      build(run) {
        let counter = 0;
        let added = 0;
        run.node('store', (env) => {
          listen(env, {
            get: (from) => tell(env, from, 'got', { value: counter }),
            put: (from, { id, value }) => {
              if (right && id !== counter) return tell(env, from, 'refused');
              counter = value;
              added++;
              tell(env, from, 'done');
            },
          });
        });
        for (const name of ['one', 'two']) {
          const { env } = run.node(name, (process) => {
            listen(process, {
              got: (_, { value }) => tell(process, 'store', 'put', { id: value, value: value + 1 }),
              refused: () => tell(process, 'store', 'get'),
            });
          });
          for (let i = 1; i <= 10; i++) {
            run.issue(i * 80, name, 'add', () => tell(env, 'store', 'get'));
          }
        }
        return {
          check() {
            if (counter !== added)
              run.fail('lost update', `it is ${counter} after ${added} additions`);
          },
        };
      },
    }),
};
