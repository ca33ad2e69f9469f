import type { Env } from '@dstudio/kernel';
import type { Scenario, SwarmSpec } from '@dstudio/simulator';
import { ballotSays, listen, peersOf, scenarioOf, tell } from './kit.ts';

export interface ElectionOptions {
  readonly slug: string;
  readonly right: boolean;
  readonly size: number;
  /** Votes that make a leader, its own included. */
  readonly quorum: number;
  /** Whether a vote outlives the process that gave it. */
  readonly durableVotes: boolean;
  /** Whether a node gives one vote in a term, or one to each that asks. */
  readonly oneVote: boolean;
  readonly faults: SwarmSpec;
}

interface Ballot {
  term: number;
  votedFor: string;
}

/** Leader election by terms and votes, as in Raft: at most one leader in a term. */
export const election = (options: ElectionOptions): Scenario => {
  const { slug, right, size, quorum, durableVotes, oneVote, faults } = options;
  const names = Array.from({ length: size }, (_, i) => `n${i + 1}`);
  return scenarioOf(slug, right, {
    faults,
    sometimes: ['elected'],
    says: ballotSays,
    build(run) {
      const leaders = new Map<number, string>();
      const start = (name: string, disk: Ballot) => (env: Env) => {
        const ballot = durableVotes ? disk : { term: 0, votedFor: '' };
        let votes = new Set<string>();
        let heard_ms = env.clock.now();
        let leading = false;
        const turn = (term: number): void => {
          if (term <= ballot.term) return;
          ballot.term = term;
          ballot.votedFor = '';
          leading = false;
        };
        const count = (): void => {
          if (votes.size < quorum || leading) return;
          leading = true;
          run.sometimes('elected');
          run.record(name, `leads term ${ballot.term}`);
          const other = leaders.get(ballot.term);
          if (other !== undefined && other !== name) {
            run.fail('two leaders', `${other} and ${name} lead term ${ballot.term}`);
          }
          leaders.set(ballot.term, name);
        };
        listen(env, {
          'vote?': (from, { id: term }) => {
            turn(term);
            if (term < ballot.term) return;
            if (oneVote && ballot.votedFor !== '' && ballot.votedFor !== from) return;
            ballot.votedFor = from;
            heard_ms = env.clock.now();
            tell(env, from, 'vote', { id: term });
          },
          vote: (from, { id: term }) => {
            if (term !== ballot.term || ballot.votedFor !== name) return;
            votes.add(from);
            count();
          },
          lead: (_, { id: term }) => {
            turn(term);
            if (term === ballot.term) heard_ms = env.clock.now();
          },
        });
        const tick = (): void => {
          if (leading) {
            for (const peer of peersOf(names, name)) tell(env, peer, 'lead', { id: ballot.term });
          } else if (env.clock.now() - heard_ms > 60) {
            turn(ballot.term + 1);
            ballot.votedFor = name;
            votes = new Set([name]);
            heard_ms = env.clock.now();
            for (const peer of peersOf(names, name)) tell(env, peer, 'vote?', { id: ballot.term });
            count();
          }
          env.clock.after(20 + env.random.below(20), tick);
        };
        tick();
      };
      for (const name of names) run.node(name, start(name, { term: 0, votedFor: '' }));
      return undefined;
    },
  });
};
