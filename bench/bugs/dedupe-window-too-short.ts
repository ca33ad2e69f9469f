import { type Bug, insist, listen, scenarioOf, tell } from './kit.ts';

/** How many requests a server can remember. */
const WINDOW = 2;

export const bug: Bug = {
  slug: 'dedupe-window-too-short',
  theme: 'messages',
  wrong:
    'A server remembers the last two requests that it has done, and does one again that comes later.',
  right:
    'The client numbers its requests, and asks for one at a time: what is not newer than the last is done.',
  scenario: (right) =>
    scenarioOf('dedupe-window-too-short', right, {
      faults: {
        network: { latency_ms: 30, duplication: 0.3, reordering: 0.3 },
        faults: ['hold'],
        lasts_ms: 150,
      },
      build(run) {
        const times = new Map<number, number>();
        run.node('server', (env) => {
          let last = 0;
          let recent: number[] = [];
          listen(env, {
            charge: (from, { id }) => {
              tell(env, from, 'charged', { id });
              if (right ? id <= last : recent.includes(id)) return;
              last = id;
              recent = [...recent, id].slice(-WINDOW);
              const before = times.get(id) ?? 0;
              times.set(id, before + 1);
              if (before > 0) run.fail('charged twice', `request ${id}, which was forgotten`);
            },
          });
        });
        const { env } = run.node('client', undefined, { faults: false });
        let asked = 0;
        let charged = 0;
        listen(env, {
          charged: (_, { id }) => {
            charged = Math.max(charged, id);
          },
        });
        for (let i = 1; i <= 60; i++) {
          run.issue(i * 15, 'client', 'pay', () => {
            if (charged < asked) return;
            const id = ++asked;
            const done = (): boolean => charged >= id;
            insist(env, 40, done, () => tell(env, 'server', 'charge', { id }));
          });
        }
        return undefined;
      },
    }),
};
