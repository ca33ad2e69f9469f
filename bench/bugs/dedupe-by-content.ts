import { type Bug, insist, listen, scenarioOf, tell } from './kit.ts';

export const bug: Bug = {
  slug: 'dedupe-by-content',
  theme: 'messages',
  wrong: 'Requests that say the same count as one, so a second payment of the same sum is dropped.',
  right: 'The client gives each request a key, and repeats it with the request.',
  scenario: (right) =>
    scenarioOf('dedupe-by-content', right, {
      settle_ms: 300,
      faults: { network: { loss: 0.2, latency_ms: 10 }, faults: ['pause'] },
      says: {
        pay: ({ id, value }) => `order ${id}: pay ${value}`,
        paid: ({ id }) => `order ${id}: paid`,
      },
      build(run) {
        let paid = 0;
        let asked = 0;
        run.node('server', (env) => {
          const seen = new Set<number>();
          listen(env, {
            pay: (from, { id, value }) => {
              const key = right ? id : value;
              if (!seen.has(key)) paid += value;
              seen.add(key);
              tell(env, from, 'paid', { id });
            },
          });
        });
        const done = new Set<number>();
        const { env } = run.node('client', undefined, { faults: false });
        listen(env, { paid: (_, { id }) => done.add(id) });
        const sums = run.random('sums');
        for (let id = 1; id <= 6; id++) {
          const value = 1 + sums.below(40);
          run.issue(id * 100, 'client', `pay ${value}`, () => {
            asked += value;
            insist(
              env,
              40,
              () => done.has(id),
              () => tell(env, 'server', 'pay', { id, value }),
            );
          });
        }
        return {
          check() {
            if (paid !== asked) run.fail('payment dropped', `${paid} of ${asked} was paid`);
          },
        };
      },
    }),
};
