import { type Bug, listen, scenarioOf, tell } from './kit.ts';

export const bug: Bug = {
  slug: 'locks-in-any-order',
  theme: 'transactions',
  wrong:
    'A transfer locks the account it takes from, then the other; two that cross wait for ever.',
  right: 'Accounts are locked in the order of their numbers.',
  scenario: (right) =>
    scenarioOf('locks-in-any-order', right, {
      settle_ms: 400,
      faults: { network: { latency_ms: 10 }, faults: ['pause', 'hold'] },
      sometimes: ['waited'],
      says: {
        lock: ({ id }) => `lock account ${id}`,
        locked: ({ id }) => `${id} is locked`,
        unlock: ({ id }) => `unlock ${id}`,
      },
      build(run) {
        /** By client, since when its transfer has been under way. */
        const since_ms = new Map<string, number>();
        run.node('bank', (env) => {
          /** By account, who holds its lock, and after that who waits for it. */
          const queues = new Map<number, string[]>();
          const queueOf = (account: number): string[] => {
            const queue = queues.get(account) ?? [];
            queues.set(account, queue);
            return queue;
          };
          listen(env, {
            lock: (from, { id }) => {
              if (queueOf(id).push(from) === 1) tell(env, from, 'locked', { id });
              else run.sometimes('waited');
            },
            unlock: (_, { id }) => {
              queueOf(id).shift();
              const next = queueOf(id)[0];
              if (next !== undefined) tell(env, next, 'locked', { id });
            },
          });
        });
        const times = run.random('times');
        for (const [from, name] of ['one', 'two'].entries()) {
          const accounts = [from, 1 - from];
          const [first = 0, second = 0] = right ? accounts.toSorted() : accounts;
          const { env } = run.node(name, (process) => {
            listen(process, {
              locked: (bank, { id }) => {
                if (id === first) return tell(process, bank, 'lock', { id: second });
                since_ms.delete(name);
                for (const account of accounts) tell(process, bank, 'unlock', { id: account });
              },
            });
          });
          for (let i = 0; i < 12; i++) {
            run.issue(times.next() * 1000, name, 'transfer', () => {
              if (since_ms.has(name)) return;
              since_ms.set(name, run.world.now);
              tell(env, 'bank', 'lock', { id: first });
            });
          }
        }
        return {
          check() {
            const stuck = [...since_ms].filter(([, at_ms]) => at_ms < 1000).map(([name]) => name);
            if (stuck.length > 0) run.fail('deadlock', `${stuck.join(' and ')} wait for ever`);
          },
        };
      },
    }),
};
