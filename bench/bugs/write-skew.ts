import { type Bug, listen, scenarioOf, tell } from './kit.ts';

export const bug: Bug = {
  slug: 'write-skew',
  theme: 'transactions',
  wrong: 'Two who are on call each see the other there, and both go: nobody is left.',
  right: 'Going is refused when what was seen has changed since.',
  scenario: (right) =>
    scenarioOf('write-skew', right, {
      faults: { network: { latency_ms: 10 }, faults: ['hold'] },
      says: { see: () => 'how many?', seen: ({ value }) => `${value} on call`, go: () => 'leave' },
      build(run) {
        const onCall = new Set(['one', 'two']);
        let version = 0;
        run.node('store', (env) => {
          listen(env, {
            see: (from) => tell(env, from, 'seen', { id: version, value: onCall.size }),
            go: (from, { id }) => {
              if (right && id !== version) return;
              onCall.delete(from);
              version++;
              if (onCall.size === 0) run.fail('nobody on call', `${from} went last`);
            },
            back: (from) => {
              onCall.add(from);
              version++;
            },
          });
        });
        for (const name of ['one', 'two']) {
          const { env } = run.node(name, (process) => {
            listen(process, {
              seen: (from, { id, value }) => {
                if (value > 1) tell(process, from, 'go', { id });
              },
            });
          });
          const times = run.random(name);
          for (let i = 0; i < 6; i++) {
            const at_ms = i * 150 + times.next() * 100;
            run.issue(at_ms, name, 'leave', () => tell(env, 'store', 'see'));
            run.issue(at_ms + 100, name, 'come back', () => tell(env, 'store', 'back'));
          }
        }
        return undefined;
      },
    }),
};
