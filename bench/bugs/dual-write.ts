import { type Bug, listen, scenarioOf, tell } from './kit.ts';

export const bug: Bug = {
  slug: 'dual-write',
  theme: 'queues',
  wrong:
    'A service stores an order, then publishes it, and is killed in between: nobody ever hears.',
  right: 'The event is stored with the order, and published from there until the bus has it.',
  scenario: (right) =>
    scenarioOf('dual-write', right, {
      settle_ms: 400,
      faults: { network: { latency_ms: 5 }, faults: ['kill'], every_ms: 60, lasts_ms: 30 },
      build(run) {
        const orders = new Set<number>();
        const outbox = new Set<number>();
        const published = new Set<number>();
        run.node('service', (env) => {
          listen(env, {
            order: (_, { id }) => {
              // One transaction of the service's database.
              orders.add(id);
              if (right) outbox.add(id);
              else env.clock.after(3, () => tell(env, 'bus', 'publish', { id }));
            },
            have: (_, { id }) => outbox.delete(id),
          });
          const relay = (): void => {
            for (const id of outbox) tell(env, 'bus', 'publish', { id });
            env.clock.after(20, relay);
          };
          relay();
        });
        const bus = run.node('bus', undefined, { faults: false }).env;
        listen(bus, {
          publish: (from, { id }) => {
            published.add(id);
            tell(bus, from, 'have', { id });
          },
        });
        const { env } = run.node('client', undefined, { faults: false });
        for (let id = 1; id <= 30; id++) {
          run.issue(id * 30, 'client', `order ${id}`, () => tell(env, 'service', 'order', { id }));
        }
        return {
          check() {
            const lost = [...orders].filter((id) => !published.has(id));
            if (lost.length > 0)
              run.fail('event lost', `order ${lost.join(', ')} was taken, and nobody hears of it`);
          },
        };
      },
    }),
};
