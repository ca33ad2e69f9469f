import { type Bug, listen, scenarioOf, tell } from './kit.ts';

const REPLICAS = ['a', 'b'];

export const bug: Bug = {
  slug: 'replicas-in-their-own-order',
  theme: 'replication',
  wrong: 'Two clients send commands to all replicas, and each applies them as they arrive.',
  right: 'A sequencer numbers them, and replicas apply them by number.',
  scenario: (right) =>
    scenarioOf('replicas-in-their-own-order', right, {
      settle_ms: 300,
      faults: { network: { latency_ms: 10 }, faults: ['hold', 'pause'] },
      says: { apply: ({ value }) => `apply ${value}`, command: ({ value }) => `command ${value}` },
      build(run) {
        const states = new Map(REPLICAS.map((name) => [name, [] as number[]]));
        run.node('sequencer', (env) => {
          let number = 0;
          listen(env, {
            command: (_, { value }) => {
              const id = number++;
              for (const name of REPLICAS) tell(env, name, 'apply', { id, value });
            },
          });
        });
        for (const name of REPLICAS) {
          const state = states.get(name) ?? [];
          run.node(name, (env) => {
            const waiting = new Map<number, number>();
            listen(env, {
              apply: (_, { id, value }) => {
                if (!right) return void state.push(value);
                waiting.set(id, value);
                for (;;) {
                  const next = waiting.get(state.length);
                  if (next === undefined) return;
                  state.push(next);
                }
              },
            });
          });
        }
        for (const [own, name] of ['one', 'two'].entries()) {
          const { env } = run.node(name, undefined, { faults: false });
          for (let i = 1; i <= 8; i++) {
            const value = i * 2 + own;
            run.issue(i * 100, name, `command ${value}`, () => {
              if (right) tell(env, 'sequencer', 'command', { value });
              else for (const replica of REPLICAS) tell(env, replica, 'apply', { value });
            });
          }
        }
        return {
          check() {
            const [first = '', second = ''] = REPLICAS;
            const orderOf = (name: string): string => states.get(name)?.join(', ') ?? '';
            if (orderOf(first) === orderOf(second)) return;
            const said = [first, second].map((name) => `${name} applied ${orderOf(name)}`);
            run.fail('replicas differ', said.join('; '));
          },
        };
      },
    }),
};
