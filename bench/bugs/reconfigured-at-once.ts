import { type Bug, ballotSays, insist, listen, scenarioOf, tell } from './kit.ts';

const OLD = ['a', 'b', 'c'];
const NEW = ['a', 'b', 'c', 'd', 'e'];
/** A node goes from the old members by way of both, its majorities apart, to the new. */
const STAGES = [[OLD], [OLD, NEW], [NEW]];

/**
 * Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm", USENIX ATC 2014,
 * section 6 and figure 10.
 */
export const bug: Bug = {
  slug: 'reconfigured-at-once',
  theme: 'consensus',
  wrong:
    'Three nodes become five, each when it hears of it: two of the old and three of the new make a majority.',
  right:
    'In between a leader needs both majorities, until so many know that the old alone can elect nobody.',
  scenario: (right) =>
    scenarioOf('reconfigured-at-once', right, {
      settle_ms: 300,
      faults: { network: { loss: 0.2, latency_ms: 8 }, faults: ['partition', 'pause'] },
      sometimes: ['elected', 'elected by five'],
      says: {
        ...ballotSays,
        reconfigure: ({ value }) => (value === 2 ? 'be five' : 'be both'),
        reconfigured: () => 'done',
      },
      build(run) {
        const leaders = new Map<number, string>();
        const stands = new Map<string, () => void>();
        const join = (name: string, first: number): void => {
          run.node(name, (env) => {
            let stage = first;
            let term = 0;
            let votedFor = '';
            let votes = new Set<string>();
            const turn = (later: number): void => {
              if (later <= term) return;
              term = later;
              votedFor = '';
            };
            const count = (): void => {
              const majority = (members: readonly string[]): boolean =>
                members.filter((member) => votes.has(member)).length > members.length / 2;
              if (votedFor !== name || STAGES[stage]?.every(majority) !== true) return;
              run.sometimes(stage === 2 ? 'elected by five' : 'elected');
              run.record(
                name,
                `leads term ${term}, by ${votes.size} of ${STAGES[stage]?.at(-1)?.length} votes`,
              );
              const other = leaders.get(term) ?? name;
              if (other !== name) run.fail('two leaders', `${other} and ${name} lead term ${term}`);
              leaders.set(term, name);
            };
            listen(env, {
              'vote?': (from, { id, value }) => {
                turn(id);
                if (id < term || value < stage) return;
                if (votedFor !== '' && votedFor !== from) return;
                votedFor = from;
                tell(env, from, 'vote', { id });
              },
              vote: (from, { id }) => {
                if (id !== term) return;
                votes.add(from);
                count();
              },
              reconfigure: (from, { id, value }) => {
                turn(id);
                stage = Math.max(stage, value);
                tell(env, from, 'reconfigured', { id: term, value });
              },
            });
            stands.set(name, () => {
              turn(term + 1);
              votedFor = name;
              votes = new Set([name]);
              for (const member of NEW) {
                if (member !== name) tell(env, member, 'vote?', { id: term, value: stage });
              }
            });
          });
        };
        for (const name of OLD) join(name, 0);

        const { env } = run.node('operator', undefined, { faults: false });
        let newest = 0;
        /** By stage, who has reached it. */
        const reached = [new Set<string>(), new Set<string>(), new Set<string>()];
        const reconfigure = (stage: number): void => {
          for (const name of NEW) {
            const done = (): boolean => reached[stage]?.has(name) === true;
            const term = newest;
            insist(env, 40, done, () => tell(env, name, 'reconfigure', { id: term, value: stage }));
          }
        };
        listen(env, {
          reconfigured: (from, { id, value: stage }) => {
            newest = Math.max(newest, id + 1);
            reached[stage]?.add(from);
            if (stage === 1 && reached[1]?.size === NEW.length) reconfigure(2);
          },
        });
        run.issue(200 + run.random('when').next() * 400, 'operator', 'add d and e', () => {
          for (const name of ['d', 'e']) join(name, right ? 1 : 2);
          reconfigure(right ? 1 : 2);
        });
        const times = run.random('times');
        for (const [own, name] of NEW.entries()) {
          const stand = (): void => stands.get(name)?.();
          for (let i = 0; i < 10; i++) run.issue(times.next() * 1000, name, 'stand', stand);
          run.issue(1050 + own * 50, name, 'stand', stand);
        }
        return { progress: () => leaders.size };
      },
    }),
};
