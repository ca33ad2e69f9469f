import { type Bug, listen, scenarioOf, tell } from './kit.ts';

export const bug: Bug = {
  slug: 'arrival-order',
  theme: 'messages',
  wrong: 'A follower applies updates as they arrive; an old one that is late undoes a newer one.',
  right: 'It ignores what is older than what it has.',
  scenario: (right) =>
    scenarioOf('arrival-order', right, {
      settle_ms: 300,
      faults: { network: { latency_ms: 20, reordering: 0.3, duplication: 0.3 }, faults: ['hold'] },
      build(run) {
        let last = 0;
        let found = 0;
        const { env } = run.node('leader');
        run.node('follower', (follower) => {
          listen(follower, {
            set: (_, { value }) => {
              if (!right || value > found) found = value;
            },
          });
        });
        for (let value = 1; value <= 30; value++) {
          run.issue(value * 32, 'leader', `set ${value}`, () => {
            last = value;
            tell(env, 'follower', 'set', { value });
          });
        }
        return {
          check() {
            if (found < last)
              run.fail('older state', `the follower has ${found}, the leader ${last}`);
          },
        };
      },
    }),
};
