import { type Bug, listen, scenarioOf, tell } from './kit.ts';

export const bug: Bug = {
  slug: 'fractured-read',
  theme: 'transactions',
  wrong: 'A read-only transaction takes a shortcut and reads its two keys one after the other.',
  right: 'It reads both from one version of the store.',
  scenario: (right) =>
    scenarioOf('fractured-read', right, {
      faults: { network: { latency_ms: 10 }, faults: ['hold', 'pause'] },
      says: {
        get: ({ id }) => `account ${id}?`,
        got: ({ id, value }) => `account ${id}: ${value}`,
        move: ({ value }) => `move ${value}`,
        summed: ({ value }) => `sum: ${value}`,
      },
      build(run) {
        const account = [50, 50];
        run.node('store', (env) => {
          listen(env, {
            move: (_, { value }) => {
              account[0] = (account[0] ?? 0) - value;
              account[1] = (account[1] ?? 0) + value;
            },
            get: (from, { id }) => tell(env, from, 'got', { id, value: account[id] ?? 0 }),
            sum: (from) =>
              tell(env, from, 'summed', { value: (account[0] ?? 0) + (account[1] ?? 0) }),
          });
        });
        const check = (sum: number): void => {
          run.record('auditor', `sum ${sum}`);
          if (sum !== 100) run.fail('fractured read', `the accounts hold ${sum}, not 100`);
        };
        const auditor = run.node('auditor', (env) => {
          let first = 0;
          listen(env, {
            got: (from, { id, value }) => {
              if (id === 1) return check(first + value);
              first = value;
              tell(env, from, 'get', { id: 1 });
            },
            summed: (_, { value }) => check(value),
          });
        });
        const client = run.node('client');
        for (let i = 1; i <= 15; i++) {
          run.issue(i * 60, 'auditor', 'audit', () => {
            tell(auditor.env, 'store', right ? 'sum' : 'get');
          });
          run.issue(i * 61, 'client', `move ${i}`, () => {
            tell(client.env, 'store', 'move', { value: i });
          });
        }
        return undefined;
      },
    }),
};
