import { type Bug, listen, scenarioOf, tell } from './kit.ts';

const STOCK = 5;

export const bug: Bug = {
  slug: 'oversold',
  theme: 'transactions',
  wrong: 'A shop asks how many are left, and then takes one, which another has taken meanwhile.',
  right: 'Asking and taking are one step of the stock.',
  scenario: (right) =>
    scenarioOf('oversold', right, {
      faults: { network: { latency_ms: 10 }, faults: ['hold', 'pause'] },
      sometimes: ['sold out'],
      says: {
        left: () => 'how many?',
        there: ({ value }) => `${value} left`,
        take: () => 'take one',
      },
      build(run) {
        let left = STOCK;
        run.node('stock', (env) => {
          listen(env, {
            left: (from) => tell(env, from, 'there', { value: left }),
            take: () => {
              if (right && left === 0) return run.sometimes('sold out');
              if (--left < 0) run.fail('oversold', `${-left} more was sold than there were`);
              if (left === 0) run.sometimes('sold out');
            },
          });
        });
        for (const name of ['one', 'two']) {
          const { env } = run.node(name, (process) => {
            listen(process, {
              there: (from, { value }) => {
                if (value > 0) tell(process, from, 'take');
              },
            });
          });
          for (let i = 1; i <= 5; i++) {
            run.issue(i * 90, name, 'sell', () => tell(env, 'stock', right ? 'take' : 'left'));
          }
        }
        return undefined;
      },
    }),
};
