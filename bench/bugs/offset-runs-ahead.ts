import { type Bug, listen, scenarioOf, tell } from './kit.ts';

export const bug: Bug = {
  slug: 'offset-runs-ahead',
  theme: 'queues',
  wrong: 'A consumer works on several records at once and commits the highest offset that is done.',
  right: 'It commits the offset below which all are done.',
  scenario: (right) =>
    scenarioOf('offset-runs-ahead', right, {
      settle_ms: 400,
      faults: { network: { latency_ms: 5 }, faults: ['kill'], every_ms: 80, lasts_ms: 30 },
      sometimes: ['read on'],
      says: {
        subscribe: ({ value }) => `read from ${value}`,
        record: ({ id, value }) => `record ${id}, ${value} ms of work`,
        commit: ({ value }) => `done below ${value}`,
      },
      build(run) {
        const chance = run.random('work');
        /** How much work each record takes, in ms. */
        const records: number[] = [];
        const done = new Set<number>();
        let committed = 0;
        let subscriber = '';
        const log = run.node('log', undefined, { faults: false }).env;
        const send = (id: number): void => {
          if (subscriber !== '') tell(log, subscriber, 'record', { id, value: records[id] ?? 0 });
        };
        listen(log, {
          commit: (_, { value }) => {
            committed = Math.max(committed, value);
          },
          subscribe: (from, { value }) => {
            subscriber = from;
            for (let id = value; id < records.length; id++) send(id);
          },
        });
        run.node('consumer', (env) => {
          if (committed > 0) run.sometimes('read on');
          const mine = new Set<number>();
          let next = committed;
          listen(env, {
            record: (from, { id, value: work_ms }) => {
              if (mine.has(id)) return;
              mine.add(id);
              env.clock.after(work_ms, () => {
                done.add(id);
                while (done.has(next)) next++;
                tell(env, from, 'commit', { value: right ? next : id + 1 });
              });
            },
          });
          tell(env, 'log', 'subscribe', { value: next });
        });
        for (let i = 0; i < 80; i++) {
          const work_ms = chance.below(40);
          run.issue(100 + i * 10, 'log', `append ${i}`, () => {
            send(records.push(work_ms) - 1);
          });
        }
        return {
          check() {
            for (let id = 0; id < committed; id++) {
              if (!done.has(id))
                run.fail(
                  'record skipped',
                  `all below ${committed} count as done, and ${id} never was`,
                );
            }
          },
        };
      },
    }),
};
