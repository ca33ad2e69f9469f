import { type Bug, listen, scenarioOf, tell } from './kit.ts';

export const bug: Bug = {
  slug: 'timeout-means-failed',
  theme: 'messages',
  wrong: 'A client that gets no answer in time says that the order failed, though it was taken.',
  right: 'It asks until it knows.',
  scenario: (right) =>
    scenarioOf('timeout-means-failed', right, {
      settle_ms: 300,
      faults: { network: { loss: 0.2, latency_ms: 15 }, faults: ['pause', 'partition'] },
      build(run) {
        const taken = new Set<number>();
        const said = new Map<number, string>();
        run.node('shop', (env) => {
          listen(env, {
            order: (from, { id }) => {
              taken.add(id);
              tell(env, from, 'taken', { id });
            },
          });
        });
        const { env } = run.node('client');
        listen(env, { taken: (_, { id }) => said.has(id) || said.set(id, 'taken') });
        for (let id = 1; id <= 15; id++) {
          run.issue(id * 60, 'client', `order ${id}`, () => {
            const ask = (): void => {
              if (said.has(id)) return;
              tell(env, 'shop', 'order', { id });
              env.clock.after(50, () => {
                if (said.has(id)) return;
                if (right) ask();
                else said.set(id, 'failed');
              });
            };
            ask();
          });
        }
        return {
          check() {
            for (const [id, what] of said) {
              if (what === 'failed' && taken.has(id))
                run.fail('said wrong', `order ${id} was taken, and the client says that it failed`);
            }
          },
        };
      },
    }),
};
