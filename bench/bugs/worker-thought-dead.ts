import { type Bug, listen, scenarioOf, tell } from './kit.ts';

export const bug: Bug = {
  slug: 'worker-thought-dead',
  theme: 'queues',
  wrong:
    'A worker that was only paused hands in its result after another did the job: it counts twice.',
  right: 'A job carries the number of its assignment, and results of older ones are refused.',
  scenario: (right) =>
    scenarioOf('worker-thought-dead', right, {
      faults: { network: { latency_ms: 8 }, faults: ['pause', 'hold'], lasts_ms: 150 },
      sometimes: ['given to another'],
      says: {
        job: ({ id, value }) => `job ${id}, try ${value + 1}`,
        result: ({ id, value }) => `${id}, try ${value + 1}: done`,
      },
      build(run) {
        const counted = new Map<number, number>();
        const { env } = run.node('boss', undefined, { faults: false });
        const epochs = new Map<number, number>();
        const give = (id: number, epoch: number): void => {
          if ((counted.get(id) ?? 0) > 0) return;
          if (epoch > 0) run.sometimes('given to another');
          epochs.set(id, epoch);
          tell(env, epoch % 2 === 0 ? 'one' : 'two', 'job', { id, value: epoch });
          env.clock.after(100, () => give(id, epoch + 1));
        };
        listen(env, {
          result: (_, { id, value }) => {
            const before = counted.get(id) ?? 0;
            if (right && value !== epochs.get(id)) return;
            counted.set(id, before + 1);
            if (before > 0) run.fail('counted twice', `job ${id}, done by both`);
          },
        });
        for (const name of ['one', 'two']) {
          run.node(name, (process) => {
            listen(process, {
              job: (from, { id, value }) => {
                process.clock.after(10, () => tell(process, from, 'result', { id, value }));
              },
            });
          });
        }
        for (let id = 1; id <= 12; id++) run.issue(id * 70, 'boss', `job ${id}`, () => give(id, 0));
        return undefined;
      },
    }),
};
