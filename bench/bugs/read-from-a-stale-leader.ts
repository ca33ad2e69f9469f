import { type Bug, listen, scenarioOf, tell } from './kit.ts';

const LEADERS = ['n1', 'n2'];

export const bug: Bug = {
  slug: 'read-from-a-stale-leader',
  theme: 'consensus',
  wrong: 'A leader that was replaced while it was cut off answers reads from what it knew.',
  right: 'Before it answers, it asks whether it still leads.',
  scenario: (right) =>
    scenarioOf('read-from-a-stale-leader', right, {
      faults: {
        network: { loss: 0.05, latency_ms: 5 },
        faults: ['partition', 'pause'],
        lasts_ms: 300,
      },
      sometimes: ['replaced', 'read'],
      says: {
        lead: ({ value }) => `lead from ${value}`,
        store: ({ value }) => `store ${value}`,
        stored: ({ value }) => `stored ${value}`,
        write: ({ value }) => `write ${value}`,
        wrote: ({ value }) => `wrote ${value}`,
        read: () => 'read',
        value: ({ value }) => `it is ${value}`,
      },
      build(run) {
        /** The newest value that somebody was told of. */
        let known = 0;
        run.node('registry', (env) => {
          let leader = 0;
          let value = 0;
          let heard_ms = env.clock.now();
          const name = (): string => LEADERS[leader] ?? '';
          listen(env, {
            beat: (from) => {
              if (from === name()) heard_ms = env.clock.now();
            },
            store: (from, message) => {
              if (from !== name()) return;
              value = Math.max(value, message.value);
              tell(env, from, 'stored', message);
            },
            'leading?': (from, message) => {
              if (from === name()) tell(env, from, 'leading', { id: message.id, value });
            },
          });
          const watch = (): void => {
            if (env.clock.now() - heard_ms > 100) {
              run.sometimes('replaced');
              leader = 1 - leader;
              heard_ms = env.clock.now();
              run.record('registry', `${name()} leads`);
            }
            tell(env, name(), 'lead', { value });
            env.clock.after(20, watch);
          };
          watch();
        });
        for (const name of LEADERS) {
          run.node(name, (env) => {
            let leading = false;
            let value = 0;
            listen(env, {
              lead: (_, message) => {
                leading = true;
                value = Math.max(value, message.value);
                tell(env, 'registry', 'beat');
              },
              write: (_, message) => tell(env, 'registry', 'store', message),
              stored: (_, message) => {
                value = Math.max(value, message.value);
                tell(env, 'client', 'wrote', message);
              },
              read: (_, { id }) => {
                if (!leading) return;
                if (right) tell(env, 'registry', 'leading?', { id });
                else tell(env, 'client', 'value', { id, value });
              },
              leading: (_, message) => tell(env, 'client', 'value', message),
            });
          });
        }
        const { env } = run.node('client', undefined, { faults: false });
        const least = new Map<number, number>();
        listen(env, {
          wrote: (_, { value }) => {
            known = Math.max(known, value);
          },
          value: (from, { id, value }) => {
            run.sometimes('read');
            const before = least.get(id) ?? 0;
            if (value < before)
              run.fail('stale read', `${from} says ${value} when ${before} was written`);
          },
        });
        for (let i = 1; i <= 25; i++) {
          run.issue(i * 38, 'client', `write ${i}`, () => {
            for (const name of LEADERS) tell(env, name, 'write', { id: i, value: i });
          });
          run.issue(i * 38 + 19, 'client', `read ${i}`, () => {
            least.set(i, known);
            for (const name of LEADERS) tell(env, name, 'read', { id: i });
          });
        }
        return undefined;
      },
    }),
};
