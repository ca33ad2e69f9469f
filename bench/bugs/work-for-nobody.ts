import { type Bug, insist, listen, type Message, scenarioOf, tell } from './kit.ts';

const WORK_MS = 20;
const PATIENCE_MS = 60;

/** Bronson, Aghayev, Charapko and Zhu, "Metastable Failures in Distributed Systems", HotOS 2021. */
export const bug: Bug = {
  slug: 'work-for-nobody',
  theme: 'queues',
  wrong:
    'After a pause a server works off requests whose clients have given up and asked again: it never catches up.',
  right: 'It drops requests that nobody waits for any more.',
  scenario: (right) =>
    scenarioOf('work-for-nobody', right, {
      settle_ms: 600,
      faults: { network: { latency_ms: 5 }, faults: ['pause', 'hold'], lasts_ms: 150 },
      sometimes: ['given up'],
      says: {
        ask: ({ id, value }) => `ask ${id}, try ${value}`,
        answer: ({ id, value }) => `answer to ${id}, try ${value}`,
      },
      build(run) {
        run.node('server', (env) => {
          const queue: { readonly message: Message; readonly at_ms: number }[] = [];
          let busy = false;
          const work = (): void => {
            const next = queue.shift();
            busy = next !== undefined;
            if (next === undefined) return;
            if (right && env.clock.now() - next.at_ms > PATIENCE_MS / 2) return work();
            env.clock.after(WORK_MS, () => {
              tell(env, 'clients', 'answer', next.message);
              work();
            });
          };
          listen(env, {
            ask: (_, message) => {
              queue.push({ message, at_ms: env.clock.now() });
              if (!busy) work();
            },
          });
        });
        const { env } = run.node('clients', undefined, { faults: false });
        /** By request that is open, how often it was asked. */
        const open = new Map<number, number>();
        listen(env, {
          answer: (_, { id, value }) => {
            if (open.get(id) === value) open.delete(id);
          },
        });
        for (let id = 1; id <= 20; id++) {
          run.issue(id * 50, 'clients', `ask ${id}`, () => {
            open.set(id, 0);
            insist(
              env,
              PATIENCE_MS,
              () => !open.has(id),
              () => {
                const value = (open.get(id) ?? 0) + 1;
                if (value > 1) run.sometimes('given up');
                open.set(id, value);
                tell(env, 'server', 'ask', { id, value });
              },
            );
          });
        }
        return {
          check() {
            const [id, times] = [...open][0] ?? [];
            if (id !== undefined)
              run.fail('never catches up', `request ${id} was asked ${times} times`);
          },
        };
      },
    }),
};
