import { type Bug, listen, scenarioOf, tell } from './kit.ts';

export const bug: Bug = {
  slug: 'consumer-acks-first',
  theme: 'queues',
  wrong: 'A consumer acknowledges a job before it has done it, and is killed in between.',
  right: 'It acknowledges when the job is done.',
  scenario: (right) =>
    scenarioOf('consumer-acks-first', right, {
      settle_ms: 500,
      faults: { network: { loss: 0.2, latency_ms: 5 }, faults: ['kill', 'pause'] },
      sometimes: ['delivered again'],
      build(run) {
        const open = new Set<number>();
        const done = new Set<number>();
        const { env } = run.node('broker', undefined, { faults: false });
        listen(env, { ack: (_, { id }) => open.delete(id) });
        const deliver = (): void => {
          for (const id of open) tell(env, 'consumer', 'job', { id });
          env.clock.after(40, deliver);
        };
        deliver();
        run.node('consumer', (consumer) => {
          listen(consumer, {
            job: (from, { id }) => {
              if (done.has(id)) run.sometimes('delivered again');
              if (!right) tell(consumer, from, 'ack', { id });
              consumer.clock.after(10, () => {
                done.add(id);
                if (right) tell(consumer, from, 'ack', { id });
              });
            },
          });
        });
        const given: number[] = [];
        for (let id = 1; id <= 20; id++) {
          run.issue(id * 45, 'broker', `job ${id}`, () => {
            given.push(id);
            open.add(id);
          });
        }
        return {
          check() {
            const lost = given.filter((id) => !done.has(id));
            if (lost.length > 0)
              run.fail('job lost', `job ${lost.join(', ')} was acknowledged, and never done`);
          },
        };
      },
    }),
};
