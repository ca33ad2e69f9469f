import { type Bug, listen, scenarioOf, tell, timeOf } from './kit.ts';

const LEASE_MS = 100;
/** Two clocks drift apart by 0.2 % at most here. */
const KEPT_SHARE = 0.99;

export const bug: Bug = {
  slug: 'lease-by-the-clock',
  theme: 'clocks',
  wrong: 'A lease ends at a time of day; with clocks apart, two hold it at once.',
  right:
    'The holder counts from when it asked, on its monotonic clock, and gives up a little early.',
  scenario: (right) =>
    scenarioOf('lease-by-the-clock', right, {
      faults: {
        network: { loss: 0.1, latency_ms: 10 },
        faults: ['clock', 'hold', 'partition'],
        every_ms: 60,
        lasts_ms: 200,
        skew_ms: 300,
        drift_ppm: 1000,
      },
      sometimes: ['changed hands'],
      says: { lease: () => 'lease?', granted: ({ value }) => `until ${timeOf(value)}` },
      build(run) {
        const holds = new Map<string, () => boolean>();
        let holder = '';
        run.node('lessor', (env) => {
          const time = (): number => (right ? env.clock.now() : env.clock.wall());
          let until_ms = 0;
          listen(env, {
            lease: (from, { id }) => {
              if (from !== holder && time() < until_ms) return;
              if (from !== holder && holder !== '') run.sometimes('changed hands');
              holder = from;
              until_ms = time() + LEASE_MS;
              tell(env, from, 'granted', { id, value: until_ms });
            },
          });
        });
        for (const name of ['one', 'two']) {
          run.node(name, (env) => {
            let until_ms = Number.NEGATIVE_INFINITY;
            let asked = 0;
            const asks: number[] = [];
            holds.set(name, () => (right ? env.clock.now() : env.clock.wall()) < until_ms);
            listen(env, {
              granted: (_, { id, value }) => {
                const end_ms = right ? (asks[id] ?? 0) + LEASE_MS * KEPT_SHARE : value;
                until_ms = Math.max(until_ms, end_ms);
              },
            });
            const tick = (): void => {
              // Shrinking leaves out a node where it can: one holder alone is none too many.
              if (holds.size === 2 && [...holds.values()].every((held) => held())) {
                run.fail('held twice', 'one and two hold the lease');
              }
              if (env.random.next() < 0.2) {
                asks[++asked] = env.clock.now();
                tell(env, 'lessor', 'lease', { id: asked });
              }
              env.clock.after(5, tick);
            };
            tick();
          });
        }
        return undefined;
      },
    }),
};
