import { type Bug, listen, scenarioOf, tell } from './kit.ts';

const BLOCK = 100;

export const bug: Bug = {
  slug: 'ids-start-anew',
  theme: 'disk',
  wrong: 'A generator of ids counts in memory, and counts from one again after a restart.',
  right: 'It reserves a block of numbers on its disk before it gives out the first.',
  scenario: (right) =>
    scenarioOf('ids-start-anew', right, {
      faults: { network: { latency_ms: 5 }, faults: ['kill', 'pause'] },
      says: { id: () => 'an id?', use: ({ value }) => `use ${value}` },
      build(run) {
        let reserved = 0;
        run.node('ids', (env) => {
          let next = right ? reserved : 0;
          reserved += BLOCK;
          listen(env, {
            id: (from) => tell(env, from, 'use', { value: ++next }),
          });
        });
        const { env } = run.node('client', undefined, { faults: false });
        const used = new Set<number>();
        listen(env, {
          use: (_, { value }) => {
            if (used.has(value)) run.fail('used twice', `id ${value} was given out before`);
            used.add(value);
          },
        });
        for (let i = 1; i <= 40; i++) {
          run.issue(i * 22, 'client', 'ask', () => tell(env, 'ids', 'id', { id: i }));
        }
        return undefined;
      },
    }),
};
