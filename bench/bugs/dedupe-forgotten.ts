import { type Bug, listen, payAgain, scenarioOf, tell } from './kit.ts';

export const bug: Bug = {
  slug: 'dedupe-forgotten',
  theme: 'messages',
  wrong:
    'Which requests were done is kept in memory: after a restart a repeated one is done again.',
  right: 'It is stored together with what they did.',
  scenario: (right) =>
    scenarioOf('dedupe-forgotten', right, {
      faults: {
        network: { loss: 0.3, latency_ms: 10 },
        faults: ['kill'],
        every_ms: 80,
        lasts_ms: 20,
      },
      build(run) {
        const times = new Map<number, number>();
        const stored = new Set<number>();
        run.node('server', (env) => {
          const seen = right ? stored : new Set<number>();
          listen(env, {
            charge: (from, { id }) => {
              if (!seen.has(id)) times.set(id, (times.get(id) ?? 0) + 1);
              seen.add(id);
              tell(env, from, 'charged', { id });
              if ((times.get(id) ?? 0) > 1)
                run.fail('charged twice', `request ${id}, ${times.get(id)} times`);
            },
          });
        });
        payAgain(run);
        return undefined;
      },
    }),
};
