import { type Bug, listen, peersOf, scenarioOf, tell } from './kit.ts';

const NAMES = ['a', 'b', 'c'];

/** See Lamport, "Time, Clocks, and the Ordering of Events in a Distributed System", CACM 21(7), 1978. */
export const bug: Bug = {
  slug: 'tie-kept-by-each',
  theme: 'replication',
  wrong:
    'The last write wins by a logical clock; of two with the same time each replica keeps its own.',
  right: 'Of two with the same time the larger value wins everywhere.',
  scenario: (right) =>
    scenarioOf('tie-kept-by-each', right, {
      settle_ms: 150,
      faults: { network: { loss: 0.2, latency_ms: 10 }, faults: ['partition', 'pause'] },
      says: { state: ({ id, value }) => `${value} of time ${id}` },
      build(run) {
        const states = new Map(NAMES.map((name) => [name, { time: 0, value: 0 }]));
        const times = run.random('times');
        for (const [own, name] of NAMES.entries()) {
          const state = states.get(name) ?? { time: 0, value: 0 };
          run.node(name, (env) => {
            listen(env, {
              state: (_, { id: time, value }) => {
                const tie = right && time === state.time && value > state.value;
                if (time > state.time || tie) Object.assign(state, { time, value });
              },
            });
            const gossip = (): void => {
              for (const peer of peersOf(NAMES, name)) {
                tell(env, peer, 'state', { id: state.time, value: state.value });
              }
              env.clock.after(70, gossip);
            };
            gossip();
          });
          for (let i = 1; i <= 6; i++) {
            const value = i * 10 + own;
            run.issue(times.next() * 900, name, `set ${value}`, () => {
              Object.assign(state, { time: state.time + 1, value });
            });
          }
        }
        return {
          check() {
            const [first, ...rest] = [...states].map(([name, { value }]) => ({ name, value }));
            const other = rest.find(({ value }) => value !== first?.value);
            if (first === undefined || other === undefined) return;
            const said = [first, other].map(({ name, value }) => `${name} has ${value}`);
            run.fail('replicas differ', said.join(', '));
          },
        };
      },
    }),
};
