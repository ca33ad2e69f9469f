import { type Bug, listen, scenarioOf, tell } from './kit.ts';

export const bug: Bug = {
  slug: 'cancel-overtakes',
  theme: 'messages',
  wrong: 'A cancellation that comes before what it cancels finds nothing, and is forgotten.',
  right: 'It is kept, and what comes later is not done.',
  scenario: (right) =>
    scenarioOf('cancel-overtakes', right, {
      settle_ms: 200,
      faults: { network: { latency_ms: 15, reordering: 0.3 }, faults: ['pause'] },
      build(run) {
        const booked = new Set<number>();
        const cancelled = new Set<number>();
        run.node('hotel', (env) => {
          const never = new Set<number>();
          listen(env, {
            book: (_, { id }) => {
              if (!never.has(id)) booked.add(id);
            },
            cancel: (_, { id }) => {
              booked.delete(id);
              if (right) never.add(id);
            },
          });
        });
        const { env } = run.node('client', undefined, { faults: false });
        for (let id = 1; id <= 15; id++) {
          run.issue(id * 60, 'client', `book ${id}`, () => tell(env, 'hotel', 'book', { id }));
          run.issue(id * 60 + 30, 'client', `cancel ${id}`, () => {
            cancelled.add(id);
            tell(env, 'hotel', 'cancel', { id });
          });
        }
        return {
          check() {
            const kept = [...booked].filter((id) => cancelled.has(id));
            if (kept.length > 0)
              run.fail('still booked', `booking ${kept.join(', ')} was cancelled, and it stands`);
          },
        };
      },
    }),
};
