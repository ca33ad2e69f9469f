import { type Bug, listen, scenarioOf, tell } from './kit.ts';

export const bug: Bug = {
  slug: 'timeout-by-the-clock',
  theme: 'clocks',
  wrong: 'A client waits until a time of day; its clock is set back, and it waits for ever.',
  right: 'It waits on the monotonic clock.',
  scenario: (right) =>
    scenarioOf('timeout-by-the-clock', right, {
      faults: {
        network: { loss: 0.3, latency_ms: 5 },
        faults: ['clock'],
        skew_ms: 3000,
        lasts_ms: 500,
      },
      build(run) {
        const { env } = run.node('client');
        const server = run.node('server', undefined, { faults: false }).env;
        listen(server, { ask: (from, { id }) => tell(server, from, 'answer', { id }) });
        const ends = new Set<number>();
        listen(env, { answer: (_, { id }) => ends.add(id) });
        const time = (): number => (right ? env.clock.now() : env.clock.wall());
        for (let id = 1; id <= 10; id++) {
          run.issue(id * 70, 'client', `ask ${id}`, () => {
            const until_ms = time() + 50;
            tell(env, 'server', 'ask', { id });
            const watch = (): void => {
              if (time() >= until_ms) ends.add(id);
              else if (!ends.has(id)) env.clock.after(10, watch);
            };
            watch();
            run.world.after(200, () => {
              if (!ends.has(id)) run.fail('hangs', `request ${id} has no end after 200 ms`);
            });
          });
        }
        return undefined;
      },
    }),
};
