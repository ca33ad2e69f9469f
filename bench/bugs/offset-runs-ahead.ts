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
      build(run) {
        const done = new Set<number>();
        let end = 0;
        let committed = 0;
        const log = run.node('log', undefined, { faults: false }).env;
        listen(log, {
          commit: (_, { value }) => {
            committed = Math.max(committed, value);
          },
          fetch: (from, { value }) => {
            for (let id = value; id < end; id++) tell(log, from, 'record', { id });
          },
        });
        run.node('consumer', (env) => {
          if (committed > 0) run.sometimes('read on');
          const mine = new Set<number>();
          let next = committed;
          listen(env, {
            record: (from, { id }) => {
              if (mine.has(id)) return;
              mine.add(id);
              env.clock.after(env.random.below(30), () => {
                done.add(id);
                while (done.has(next)) next++;
                tell(env, from, 'commit', { value: right ? next : id + 1 });
              });
            },
          });
          const poll = (): void => {
            tell(env, 'log', 'fetch', { value: next });
            env.clock.after(20, poll);
          };
          poll();
        });
        for (let id = 0; id < 40; id++) {
          run.issue(100 + id * 20, 'log', `append ${id}`, () => {
            end++;
          });
        }
        return {
          check() {
            for (let id = 0; id < committed; id++) {
              if (!done.has(id)) run.fail('record skipped', `${id} of ${committed} was never done`);
            }
          },
        };
      },
    }),
};
