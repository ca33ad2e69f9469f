import { type Bug, listen, scenarioOf, tell } from './kit.ts';

const CHAIN = ['head', 'middle', 'tail'];

/** Van Renesse and Schneider, "Chain Replication for Supporting High Throughput and Availability", OSDI 2004. */
export const bug: Bug = {
  slug: 'read-from-the-middle',
  theme: 'replication',
  wrong: 'In a chain of replicas any may answer a read, also with what the tail does not have yet.',
  right: 'The tail answers reads.',
  scenario: (right) =>
    scenarioOf('read-from-the-middle', right, {
      faults: { network: { latency_ms: 10 }, faults: ['hold', 'pause'] },
      sometimes: ['read'],
      says: {
        write: ({ value }) => `write ${value}`,
        written: ({ value }) => `written ${value}`,
        read: () => 'read',
        found: ({ value }) => `it is ${value}`,
      },
      build(run) {
        for (const [index, name] of CHAIN.entries()) {
          run.node(name, (env) => {
            let value = 0;
            listen(env, {
              write: (_, message) => {
                value = Math.max(value, message.value);
                const next = CHAIN[index + 1];
                if (next === undefined) tell(env, 'client', 'written', message);
                else tell(env, next, 'write', message);
              },
              read: (from, { id }) => tell(env, from, 'found', { id, value }),
            });
          });
        }
        /** The newest value that somebody was told of. */
        let known = 0;
        const least = new Map<number, number>();
        const { env } = run.node('client', undefined, { faults: false });
        listen(env, {
          written: (_, { value }) => {
            known = Math.max(known, value);
          },
          found: (from, { id, value }) => {
            run.sometimes('read');
            const before = least.get(id) ?? 0;
            if (value < before)
              run.fail('stale read', `${from} says ${value} when ${before} was read already`);
            known = Math.max(known, value);
          },
        });
        const chance = run.random('reads');
        for (let value = 1; value <= 15; value++) {
          run.issue(value * 60, 'client', `write ${value}`, () => {
            tell(env, 'head', 'write', { value });
          });
        }
        for (let id = 1; id <= 40; id++) {
          const to = right ? 'tail' : (CHAIN[chance.below(3)] ?? 'tail');
          run.issue(chance.next() * 950, 'client', `read from ${to}`, () => {
            least.set(id, known);
            tell(env, to, 'read', { id });
          });
        }
        return undefined;
      },
    }),
};
