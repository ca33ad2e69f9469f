import { type Bug, insist, listen, scenarioOf, tell } from './kit.ts';

const NAMES = ['p1', 'p2'];

export const bug: Bug = {
  slug: 'two-phase-gives-up',
  theme: 'transactions',
  wrong:
    'A participant that said yes to a two-phase commit aborts by itself when it hears nothing.',
  right: 'After its yes it waits for the decision, however long.',
  scenario: (right) =>
    scenarioOf('two-phase-gives-up', right, {
      faults: { network: { loss: 0.2, latency_ms: 10 }, faults: ['partition', 'hold', 'pause'] },
      sometimes: ['committed'],
      build(run) {
        const ends = new Map<string, string>();
        const end = (name: string, id: number, how: string): void => {
          if (ends.has(`${name} ${id}`)) return;
          ends.set(`${name} ${id}`, how);
          run.record(name, `${how}s ${id}`);
          if (how === 'commit') run.sometimes('committed');
          const both = NAMES.map((one) => ends.get(`${one} ${id}`));
          if (both.includes('commit') && both.includes('abort')) {
            run.fail('not atomic', `transaction ${id} is committed and aborted`);
          }
        };
        for (const name of NAMES) {
          run.node(name, (env) => {
            listen(env, {
              prepare: (from, { id }) => {
                tell(env, from, 'yes', { id });
                if (!right) env.clock.after(60, () => end(name, id, 'abort'));
              },
              commit: (from, { id }) => {
                end(name, id, 'commit');
                tell(env, from, 'ended', { id });
              },
            });
          });
        }
        const { env } = run.node('coordinator');
        const yes = new Map<number, Set<string>>();
        const ended = new Set<string>();
        listen(env, {
          yes: (from, { id }) => {
            const votes = yes.get(id) ?? new Set();
            yes.set(id, votes.add(from));
            if (votes.size < 2) return;
            for (const name of NAMES) {
              const done = (): boolean => ended.has(`${name} ${id}`);
              insist(env, 30, done, () => tell(env, name, 'commit', { id }));
            }
          },
          ended: (from, { id }) => ended.add(`${from} ${id}`),
        });
        for (let id = 1; id <= 8; id++) {
          run.issue(id * 100, 'coordinator', `transaction ${id}`, () => {
            for (const name of NAMES) tell(env, name, 'prepare', { id });
          });
        }
        return undefined;
      },
    }),
};
