import type { Scenario } from '@dstudio/simulator';
import { listen, peersOf, scenarioOf, tell } from './kit.ts';

const NAMES = ['a', 'b', 'c'];

export interface ReplicatedSetOptions {
  readonly slug: string;
  readonly right: boolean;
  /** How long a replica remembers that an entry was deleted. */
  readonly remembers_ms: number;
  /** Mean time that a fault lasts. */
  readonly lasts_ms: number;
}

/** A set on three replicas that tell one another what they have: what was deleted has to stay away. */
export const replicatedSet = (options: ReplicatedSetOptions): Scenario => {
  const { slug, right, remembers_ms, lasts_ms } = options;
  return scenarioOf(slug, right, {
    settle_ms: 200,
    faults: { network: { loss: 0.2, latency_ms: 10 }, faults: ['partition', 'pause'], lasts_ms },
    build(run) {
      const deleted = new Set<number>();
      const entries = new Map(NAMES.map((name) => [name, new Set<number>()]));
      const chance = run.random('where');
      for (const [own, name] of NAMES.entries()) {
        const live = entries.get(name) ?? new Set();
        /** By entry that was deleted, until when that is remembered. */
        const marks = new Map<number, number>();
        const { env } = run.node(name, (process) => {
          const gossip = (): void => {
            for (const [id, until_ms] of marks) {
              if (process.clock.now() >= until_ms) marks.delete(id);
            }
            for (const peer of peersOf(NAMES, name)) {
              for (const id of live) tell(process, peer, 'add', { id });
              for (const id of marks.keys()) tell(process, peer, 'remove', { id });
            }
            process.clock.after(60, gossip);
          };
          listen(process, {
            add: (_, { id }) => {
              if (!marks.has(id)) live.add(id);
            },
            remove: (_, { id }) => remove(id),
          });
          gossip();
        });
        const remove = (id: number): void => {
          live.delete(id);
          if (remembers_ms > 0 && !marks.has(id)) marks.set(id, env.clock.now() + remembers_ms);
        };
        for (let i = 0; i < 2; i++) {
          const id = own * 2 + i;
          const at_ms = chance.next() * 500;
          run.issue(at_ms, name, `add ${id}`, () => live.add(id));
          run.issue(at_ms + 100 + chance.next() * 200, name, `remove ${id}`, () => {
            if (!live.has(id)) return;
            deleted.add(id);
            remove(id);
            for (const peer of peersOf(NAMES, name)) tell(env, peer, 'remove', { id });
          });
        }
      }
      return {
        check() {
          for (const [name, live] of entries) {
            const back = [...live].filter((id) => deleted.has(id));
            if (back.length > 0)
              run.fail('came back', `${back.join(', ')} was removed, and ${name} has it`);
          }
        },
      };
    },
  });
};
