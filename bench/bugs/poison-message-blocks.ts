import { type Bug, listen, scenarioOf, tell } from './kit.ts';

export const bug: Bug = {
  slug: 'poison-message-blocks',
  theme: 'queues',
  wrong:
    'A job that fails each time is given out again and again, and those behind it wait for ever.',
  right: 'After three failures it is set aside.',
  scenario: (right) =>
    scenarioOf('poison-message-blocks', right, {
      settle_ms: 200,
      faults: { network: { loss: 0.2, latency_ms: 5 }, faults: ['pause', 'partition'] },
      sometimes: ['failed'],
      build(run) {
        const queue: { readonly id: number; failures: number }[] = [];
        const broken = new Set<number>();
        const { env } = run.node('broker', undefined, { faults: false });
        listen(env, {
          done: (_, { id }) => {
            if (queue[0]?.id === id) queue.shift();
          },
          failed: (_, { id }) => {
            const [head] = queue;
            if (head?.id !== id) return;
            run.sometimes('failed');
            if (++head.failures >= 3 && right) queue.shift();
          },
        });
        const deliver = (): void => {
          const [head] = queue;
          if (head !== undefined) tell(env, 'worker', 'job', { id: head.id });
          env.clock.after(20, deliver);
        };
        deliver();
        run.node('worker', (worker) => {
          listen(worker, {
            job: (from, { id }) => tell(worker, from, broken.has(id) ? 'failed' : 'done', { id }),
          });
        });
        const chance = run.random('jobs');
        for (let id = 1; id <= 10; id++) {
          const breaks = chance.next() < 0.1;
          run.issue(chance.next() * 1000, 'broker', breaks ? `bad job ${id}` : `job ${id}`, () => {
            if (breaks) broken.add(id);
            queue.push({ id, failures: 0 });
          });
        }
        return {
          check() {
            const good = queue.find(({ id }) => !broken.has(id));
            if (good !== undefined)
              run.fail('waits for ever', `job ${good.id} was never given out`);
          },
        };
      },
    }),
};
