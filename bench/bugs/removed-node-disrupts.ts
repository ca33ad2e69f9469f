import { type Bug, ballotSays, insist, LENGTH_MS, listen, scenarioOf, tell } from './kit.ts';

const NAMES = ['a', 'b', 'c', 'd'];
const REMAIN = ['a', 'b', 'c'];
/** When all faults have been healed for so long, leaders have no reason to change. */
const CALM_MS = 300;

/** Ongaro, "Consensus: Bridging Theory and Practice", 2014, sections 4.2.3 and 9.6. */
export const bug: Bug = {
  slug: 'removed-node-disrupts',
  theme: 'consensus',
  wrong:
    'A disruptive server: one that was removed and never heard of it stands for election, and deposes leader after leader.',
  right:
    'Pre-Vote: before it stands it asks whether others miss a leader too, and needs a majority that does.',
  scenario: (right) =>
    scenarioOf('removed-node-disrupts', right, {
      settle_ms: 700,
      faults: { network: { loss: 0.3, latency_ms: 3 }, faults: ['partition', 'pause'] },
      sometimes: ['elected', 'removed'],
      says: ballotSays,
      build(run) {
        let led = 0;
        const left = new Set<string>();
        for (const name of NAMES) {
          run.node(name, (env) => {
            let members = NAMES;
            let term = 0;
            let votedFor = '';
            let miss = new Set<string>();
            let votes = new Set<string>();
            let leading = false;
            let heard_ms = Number.NEGATIVE_INFINITY;
            let due_ms = 0;
            const turn = (later: number): void => {
              if (later <= term) return;
              if (leading && run.world.now > LENGTH_MS + CALM_MS) {
                run.fail('deposed', `${name} led term ${term}, and all was well`);
              }
              term = later;
              votedFor = '';
              leading = false;
            };
            const wait = (): void => {
              due_ms = env.clock.now() + 100 + env.random.below(100);
            };
            const isMajority = (nodes: ReadonlySet<string>): boolean =>
              nodes.size > members.length / 2;
            const stand = (): void => {
              turn(term + 1);
              votedFor = name;
              votes = new Set([name]);
              wait();
              for (const other of others()) tell(env, other, 'vote?', { id: term });
            };
            const others = (): readonly string[] => members.filter((other) => other !== name);
            listen(env, {
              'missing?': (from, { id }) => {
                const misses = !leading && env.clock.now() - heard_ms > 100;
                if (misses && members.includes(from)) tell(env, from, 'missing', { id });
              },
              missing: (from, { id }) => {
                if (id === term && isMajority(miss.add(from))) stand();
              },
              'vote?': (from, { id }) => {
                turn(id);
                if (id < term || !members.includes(from)) return;
                if (votedFor !== '' && votedFor !== from) return;
                votedFor = from;
                wait();
                tell(env, from, 'vote', { id });
              },
              vote: (from, { id }) => {
                if (id !== term || votedFor !== name || leading) return;
                if (!isMajority(votes.add(from))) return;
                leading = true;
                run.sometimes('elected');
                run.record(name, `leads term ${term}`);
              },
              lead: (from, { id }) => {
                if (!members.includes(from)) return;
                turn(id);
                if (id < term) return;
                led++;
                heard_ms = env.clock.now();
                wait();
              },
              remove: (from) => {
                members = REMAIN;
                tell(env, from, 'removed');
              },
            });
            const tick = (): void => {
              if (leading) for (const other of others()) tell(env, other, 'lead', { id: term });
              else if (members.includes(name) && env.clock.now() > due_ms) {
                wait();
                miss = new Set([name]);
                if (!right) stand();
                else for (const other of others()) tell(env, other, 'missing?', { id: term });
              }
              env.clock.after(30, tick);
            };
            wait();
            tick();
          });
        }
        const { env } = run.node('operator', undefined, { faults: false });
        listen(env, { removed: (from) => left.add(from) });
        run.issue(200 + run.random('when').next() * 600, 'operator', 'remove d', () => {
          run.sometimes('removed');
          // It is to be switched off anyway, so once is enough.
          tell(env, 'd', 'remove');
          for (const name of REMAIN) {
            insist(
              env,
              30,
              () => left.has(name),
              () => tell(env, name, 'remove'),
            );
          }
        });
        return { progress: () => led };
      },
    }),
};
