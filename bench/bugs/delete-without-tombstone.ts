import { type Bug, listen, peersOf, scenarioOf, tell } from './kit.ts';

const NAMES = ['a', 'b', 'c'];

export const bug: Bug = {
  slug: 'delete-without-tombstone',
  wrong: 'A deleted entry comes back from a replica that has not heard of it.',
  right: 'A deletion leaves a mark that spreads like an entry and wins.',
  scenario: (right) =>
    scenarioOf('delete-without-tombstone', right, {
      settle_ms: 300,
      faults: { network: { loss: 0.2, latency_ms: 10 }, faults: ['partition', 'pause'] },
      build(run) {
        const deleted = new Set<number>();
        const entries = new Map(NAMES.map((name) => [name, new Set<number>()]));
        const chance = run.random('where');
        for (const name of NAMES) {
          const live = entries.get(name) ?? new Set();
          const marks = new Set<number>();
          const remove = (id: number): void => {
            live.delete(id);
            if (right) marks.add(id);
          };
          const { env: own } = run.node(name, (env) => {
            listen(env, {
              add: (_, { id }) => {
                if (!marks.has(id)) live.add(id);
              },
              remove: (_, { id }) => remove(id),
            });
            const gossip = (): void => {
              for (const peer of peersOf(NAMES, name)) {
                for (const id of live) tell(env, peer, 'add', { id });
                for (const id of marks) tell(env, peer, 'remove', { id });
              }
              env.clock.after(60, gossip);
            };
            gossip();
          });
          for (let i = 0; i < 2; i++) {
            const id = NAMES.indexOf(name) * 2 + i;
            const at_ms = chance.next() * 500;
            run.issue(at_ms, name, `add ${id}`, () => live.add(id));
            run.issue(at_ms + 100 + chance.next() * 200, name, `remove ${id}`, () => {
              if (!live.has(id)) return;
              deleted.add(id);
              remove(id);
              for (const peer of peersOf(NAMES, name)) tell(own, peer, 'remove', { id });
            });
          }
        }
        return {
          check() {
            for (const [name, live] of entries) {
              const back = [...live].filter((id) => deleted.has(id));
              if (back.length > 0) run.fail('came back', `${back.join(', ')} on ${name}`);
            }
          },
        };
      },
    }),
};
