import type { Env } from '@dstudio/kernel';
import { type Bug, listen, peersOf, scenarioOf, tell } from './kit.ts';

const NAMES = ['n1', 'n2', 'n3'];

/** What a node keeps on its disk. An entry of the log is the term in which a leader took it. */
interface Durable {
  term: number;
  votedFor: string;
  log: readonly number[];
}

/**
 * Raft without snapshots. Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm",
 * USENIX ATC 2014, section 5.4.2 and figure 8, here with three nodes.
 */
export const bug: Bug = {
  slug: 'commit-of-a-former-term',
  theme: 'consensus',
  wrong:
    'A leader commits an entry of a former term once a majority has it: another can still replace it.',
  right: 'It commits entries of its own term, and by them all that stand before.',
  scenario: (right) =>
    scenarioOf('commit-of-a-former-term', right, {
      settle_ms: 400,
      faults: {
        network: { loss: 0.4, latency_ms: 4 },
        faults: ['kill', 'partition'],
        every_ms: 25,
        lasts_ms: 30,
      },
      sometimes: ['committed', 'replaced'],
      says: {
        'vote?': ({ id, list = [] }) => `vote? term ${id} log [${list.join(' ')}]`,
        vote: ({ id }) => `yes, term ${id}`,
        append: ({ id, list = [] }) => `term ${id}: log [${list.join(' ')}]`,
        has: ({ id, value }) => `term ${id}: has ${value}`,
      },
      build(run) {
        /** What leaders said was committed, in order. */
        const committed: number[] = [];
        const commit = (name: string, log: readonly number[]): void => {
          for (const [index, entry] of log.entries()) {
            const before = committed[index];
            if (before === entry) continue;
            run.sometimes('committed');
            run.record(name, `commits entry ${index + 1}, of term ${entry}`);
            committed[index] = entry;
            if (before === undefined) continue;
            run.fail(
              'committed twice',
              `as entry ${index + 1} the one of term ${before}, then the one of term ${entry}`,
            );
          }
        };
        /** By node, takes an entry if it leads. */
        const takes = new Map<string, () => void>();
        const start = (name: string, disk: Durable) => (env: Env) => {
          let leading = false;
          let patient_ms = 0;
          const wait = (): void => {
            patient_ms = env.clock.now() + 20 + env.random.below(20);
          };
          const turn = (term: number): void => {
            if (term <= disk.term) return;
            disk.term = term;
            disk.votedFor = '';
            leading = false;
          };
          const sendAll = (kind: string): void => {
            for (const peer of peersOf(NAMES, name)) {
              tell(env, peer, kind, { id: disk.term, list: disk.log });
            }
          };
          listen(env, {
            'vote?': (from, { id: term, list = [] }) => {
              turn(term);
              if (term < disk.term || (disk.votedFor !== '' && disk.votedFor !== from)) return;
              if (isOlder(list, disk.log)) return;
              disk.votedFor = from;
              wait();
              tell(env, from, 'vote', { id: term });
            },
            vote: (_, { id: term }) => {
              if (term !== disk.term || disk.votedFor !== name || leading) return;
              // Its own vote and this one are two of three.
              leading = true;
              run.record(name, `leads term ${term}`);
              sendAll('append');
            },
            append: (from, { id: term, list = [] }) => {
              turn(term);
              if (term < disk.term) return;
              wait();
              // One that was overtaken on its way has nothing that is not here.
              if (list.some((entry, i) => entry !== disk.log[i])) {
                if (disk.log.some((entry, i) => entry !== list[i])) run.sometimes('replaced');
                disk.log = list;
              }
              tell(env, from, 'has', { id: term, value: list.length });
            },
            has: (_, { id: term, value: length }) => {
              // The leader and this follower are two of three.
              if (!leading || term !== disk.term) return;
              if (right && disk.log[length - 1] !== term) return;
              commit(name, disk.log.slice(0, length));
            },
          });
          const tick = (): void => {
            if (leading) sendAll('append');
            else if (env.clock.now() >= patient_ms) {
              turn(disk.term + 1);
              disk.votedFor = name;
              wait();
              sendAll('vote?');
            }
            env.clock.after(15, tick);
          };
          wait();
          tick();
          takes.set(name, () => {
            if (leading) disk.log = [...disk.log, disk.term];
          });
        };
        const times = run.random('times');
        for (const name of NAMES) {
          run.node(name, start(name, { term: 0, votedFor: '', log: [] }));
          for (let i = 0; i < 30; i++) {
            run.issue(times.next() * 1400, name, 'add', () => takes.get(name)?.());
          }
        }
        return { progress: () => committed.length };
      },
    }),
};

/** Whether a log is less up to date: by the term of its last entry, then by its length. */
const isOlder = (a: readonly number[], b: readonly number[]): boolean => {
  const [last, other] = [a.at(-1) ?? 0, b.at(-1) ?? 0];
  return last < other || (last === other && a.length < b.length);
};
