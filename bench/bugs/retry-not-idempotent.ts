import { type Bug, listen, payAgain, scenarioOf, tell } from './kit.ts';

export const bug: Bug = {
  slug: 'retry-not-idempotent',
  theme: 'messages',
  wrong: 'A payment is asked for again when the answer is lost, and is charged twice.',
  right: 'The server remembers which requests it has charged.',
  scenario: (right) =>
    scenarioOf('retry-not-idempotent', right, {
      faults: { network: { loss: 0.3, latency_ms: 20 } },
      build(run) {
        const charged = new Map<number, number>();
        run.node('server', (env) => {
          listen(env, {
            charge: (from, { id }) => {
              const times = charged.get(id) ?? 0;
              if (!right || times === 0) charged.set(id, times + 1);
              tell(env, from, 'charged', { id });
              if ((charged.get(id) ?? 0) > 1)
                run.fail('charged twice', `request ${id}, ${charged.get(id)} times`);
            },
          });
        });
        payAgain(run);
        return undefined;
      },
    }),
};
