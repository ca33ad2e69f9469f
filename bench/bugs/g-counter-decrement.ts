import { type Bug, listen, peersOf, scenarioOf, tell } from './kit.ts';

const NAMES = ['a', 'b', 'c'];

export const bug: Bug = {
  slug: 'g-counter-decrement',
  theme: 'replication',
  wrong: 'A grow-only counter, merged by maximum, is given decrements: merging takes them back.',
  right: 'Increments and decrements are counted apart (a PN-counter).',
  scenario: (right) =>
    scenarioOf('g-counter-decrement', right, {
      settle_ms: 150,
      faults: { network: { loss: 0.3, duplication: 0.3, latency_ms: 10 }, faults: ['partition'] },
      says: { state: ({ list = [] }) => `[${list.join(' ')}]` },
      build(run) {
        let expected = 0;
        // By node, what it knows of each node's ups (even) and downs (odd).
        const states = new Map(NAMES.map((name) => [name, [0, 0, 0, 0, 0, 0]]));
        for (const [own, name] of NAMES.entries()) {
          const state = states.get(name) ?? [];
          const { env } = run.node(name, (process) => {
            listen(process, {
              state: (_, { list = [] }) => {
                for (const [at, count] of list.entries())
                  state[at] = Math.max(state[at] ?? 0, count);
              },
            });
            const gossip = (): void => {
              for (const peer of peersOf(NAMES, name))
                tell(process, peer, 'state', { list: state });
              process.clock.after(60, gossip);
            };
            gossip();
          });
          const chance = run.random(name);
          for (let i = 0; i < 8; i++) {
            const up = chance.next() < 0.6;
            run.issue(chance.next() * 900, env.network.address, up ? 'add' : 'take', () => {
              expected += up ? 1 : -1;
              const at = own * 2 + (up || !right ? 0 : 1);
              state[at] = (state[at] ?? 0) + (up || right ? 1 : -1);
            });
          }
        }
        return {
          check() {
            for (const [name, state] of states) {
              const value = state.reduce(
                (sum, count, i) => sum + (i % 2 === 0 ? count : -count),
                0,
              );
              if (value !== expected)
                run.fail('wrong count', `${name} counts ${value}, and ${expected} is right`);
            }
          },
        };
      },
    }),
};
