import { type Bug, insist, listen, scenarioOf, tell } from './kit.ts';

export const bug: Bug = {
  slug: 'credit-sent-once',
  theme: 'messages',
  wrong:
    'A transfer takes from one account and sends the credit once: when it is lost, so is the money.',
  right: 'The credit is sent until it is confirmed, and booked once.',
  scenario: (right) =>
    scenarioOf('credit-sent-once', right, {
      settle_ms: 400,
      faults: { network: { loss: 0.2, duplication: 0.2, latency_ms: 10 }, faults: ['partition'] },
      build(run) {
        let from = 100;
        let to = 0;
        const booked = new Set<number>();
        const confirmed = new Set<number>();
        run.node('to', (env) => {
          listen(env, {
            credit: (sender, { id }) => {
              if (!booked.has(id)) to++;
              booked.add(id);
              tell(env, sender, 'booked', { id });
            },
          });
        });
        const { env } = run.node('from', (process) => {
          listen(process, { booked: (_, { id }) => confirmed.add(id) });
        });
        for (let id = 1; id <= 15; id++) {
          run.issue(id * 60, 'from', `transfer ${id}`, () => {
            from--;
            const send = (): void => tell(env, 'to', 'credit', { id });
            if (right) insist(env, 40, () => confirmed.has(id), send);
            else send();
          });
        }
        return {
          check() {
            if (from + to !== 100)
              run.fail('money lost', `${from} and ${to} make ${from + to}, not 100`);
          },
        };
      },
    }),
};
