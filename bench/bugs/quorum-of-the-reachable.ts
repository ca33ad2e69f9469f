import { type Bug, listen, peersOf, scenarioOf, tell } from './kit.ts';

const NAMES = ['a', 'b', 'c'];
/** Who was not heard for so long is taken for gone. */
const GONE_MS = 60;

export const bug: Bug = {
  slug: 'quorum-of-the-reachable',
  theme: 'consensus',
  wrong:
    'A node takes the majority of those it can reach: cut off and alone, it agrees with itself.',
  right: 'A majority is one of all members, reached or not.',
  scenario: (right) =>
    scenarioOf('quorum-of-the-reachable', right, {
      faults: {
        network: { loss: 0.1, latency_ms: 5 },
        faults: ['partition', 'pause'],
        lasts_ms: 200,
      },
      sometimes: ['sold'],
      says: { 'keep?': ({ id }) => `keep seat ${id}?`, kept: ({ id }) => `kept ${id}` },
      build(run) {
        const sold = new Map<number, string>();
        const times = run.random('times');
        for (const name of NAMES) {
          /** By seat, for whom this node keeps it. */
          const kept = new Map<number, string>();
          const votes = new Map<number, Set<string>>();
          const heard_ms = new Map<string, number>();
          const { env } = run.node(name, (process) => {
            listen(process, {
              beat: (from) => heard_ms.set(from, process.clock.now()),
              'keep?': (from, { id }) => {
                if (!kept.has(id)) kept.set(id, from);
                if (kept.get(id) === from) tell(process, from, 'kept', { id });
              },
              kept: (from, { id }) => count(id, from),
            });
            const beat = (): void => {
              for (const peer of peersOf(NAMES, name)) tell(process, peer, 'beat');
              process.clock.after(20, beat);
            };
            beat();
          });
          const members = (): number => {
            if (right) return NAMES.length;
            const since_ms = env.clock.now() - GONE_MS;
            return 1 + [...heard_ms.values()].filter((at_ms) => at_ms >= since_ms).length;
          };
          const count = (seat: number, from: string): void => {
            const yes = votes.get(seat) ?? new Set();
            votes.set(seat, yes.add(from));
            if (yes.size <= members() / 2) return;
            run.sometimes('sold');
            run.record(name, `sells seat ${seat}`);
            const other = sold.get(seat) ?? name;
            if (other !== name) run.fail('sold twice', `seat ${seat}, by ${other} and by ${name}`);
            sold.set(seat, name);
          };
          for (let seat = 1; seat <= 12; seat++) {
            run.issue(seat * 70 + times.next() * 70, name, `sell ${seat}`, () => {
              if (kept.has(seat)) return;
              kept.set(seat, name);
              for (const peer of peersOf(NAMES, name)) tell(env, peer, 'keep?', { id: seat });
              count(seat, name);
            });
          }
        }
        return undefined;
      },
    }),
};
