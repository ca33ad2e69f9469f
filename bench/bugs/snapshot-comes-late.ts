import { type Bug, listen, scenarioOf, tell } from './kit.ts';

/** A follower that lags by more gets a snapshot instead of the entries. */
const LAG_MAX = 3;

export const bug: Bug = {
  slug: 'snapshot-comes-late',
  theme: 'replication',
  wrong:
    'A follower puts a late snapshot in the place of its newer state, and goes on from where it was.',
  right: 'It ignores a snapshot that does not reach as far as what it has.',
  scenario: (right) =>
    scenarioOf('snapshot-comes-late', right, {
      settle_ms: 300,
      faults: {
        network: { loss: 0.2, latency_ms: 15, duplication: 0.2 },
        faults: ['hold', 'partition', 'pause'],
      },
      sometimes: ['snapshot'],
      says: {
        after: ({ value }) => `after ${value}?`,
        snapshot: ({ id, value }) => `sum ${value} at ${id}`,
        entry: ({ id, value }) => `entry ${id}: ${value}`,
      },
      build(run) {
        const log: number[] = [];
        const sumOf = (count: number): number =>
          log.slice(0, count).reduce((sum, entry) => sum + entry, 0);
        const { env } = run.node('leader', (process) => {
          listen(process, {
            after: (from, { value: applied }) => {
              if (log.length - applied > LAG_MAX) {
                const value = sumOf(log.length);
                return tell(process, from, 'snapshot', { id: log.length, value });
              }
              const value = log[applied];
              if (value !== undefined) tell(process, from, 'entry', { id: applied + 1, value });
            },
          });
        });
        let applied = 0;
        let sum = 0;
        run.node('follower', (process) => {
          listen(process, {
            entry: (_, { id, value }) => {
              if (id !== applied + 1) return;
              applied = id;
              sum += value;
            },
            snapshot: (_, { id, value }) => {
              run.sometimes('snapshot');
              if (right && id <= applied) return;
              applied = Math.max(applied, id);
              sum = value;
            },
          });
          const poll = (): void => {
            tell(process, 'leader', 'after', { value: applied });
            process.clock.after(15, poll);
          };
          poll();
        });
        const chance = run.random('entries');
        for (let i = 1; i <= 25; i++) {
          const value = 1 + chance.below(9);
          run.issue(chance.next() * 950, env.network.address, `add ${value}`, () =>
            log.push(value),
          );
        }
        return {
          check() {
            const expected = sumOf(applied);
            if (sum !== expected)
              run.fail('older state', `sum ${sum}, not ${expected}, at ${applied}`);
            if (applied < log.length) run.fail('left behind', `${applied} of ${log.length}`);
          },
        };
      },
    }),
};
