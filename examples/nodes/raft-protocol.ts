import {
  type Body,
  ERRORS,
  type Json,
  type Message,
  type NodeContext,
  RpcError,
} from '@dstudio/maelstrom';
import { KeyValues } from './key-values.ts';
import { type Entry, forgetful, type Storage } from './raft-storage.ts';

const TICK_MS = 50;
const ELECTION_MS = 300;
const BATCH = 100;

/** What the twins of this guide do wrong. */
interface Mistakes {
  /** A leader answers reads from its own state, without asking whether it still leads. */
  readonly readsLocally?: true;
  /** A vote goes to whoever asks first, even one whose log lacks what this node's has. */
  readonly votesForAnyLog?: true;
  /** A request that is in the log twice is done twice. */
  readonly doesAgain?: true;
}

/**
 * Raft: election, replication and the commit rule, after Ongaro and Ousterhout, In Search of an
 * Understandable Consensus Algorithm (2014), figure 2. What it says is said when all it rests on is in
 * the storage; with a forgetful one it stands pauses and partitions, not kills. No snapshots, and no
 * changes of membership.
 */
export const startRaft = (
  node: NodeContext,
  mistakes: Mistakes = {},
  storage: Storage = forgetful,
): void => {
  const others = node.ids.filter((id) => id !== node.id);
  const majority = Math.floor(node.ids.length / 2) + 1;
  let { term, votedFor } = storage;
  /** Of this term, once known; itself when it leads. */
  let leader: string | undefined;
  let deadline_ms = 0;
  /** The first entry has index 1, so that 0 is before all entries. */
  const log: Entry[] = [...storage.log];
  let committed = 0;
  let applied = 0;
  /** A leader's view: what to send next, and up to where nodes, itself included, have the same log. */
  const next = new Map<string, number>();
  const same = new Map<string, number>();
  const values = new KeyValues();
  /** The last request of each client that was done. A client asks one thing at a time. */
  const done = new Map<string, { readonly asked: number; readonly answer: Body }>();
  /** Clients that wait for entries made here. */
  const waiting = new WeakMap<Entry, Message>();

  const termAt = (index: number): number => log[index - 1]?.term ?? 0;
  const postpone = (): void => {
    deadline_ms = node.clock.now() + ELECTION_MS * (1 + node.random.next());
  };
  /** Whoever hears of a later term follows it. */
  const see = (theirs: number): void => {
    if (!(theirs > term)) return;
    term = theirs;
    votedFor = undefined;
    leader = undefined;
    storage.saveVote(term, votedFor);
  };

  const campaign = (): void => {
    see(term + 1);
    votedFor = node.id;
    storage.saveVote(term, votedFor);
    postpone();
    const mine = term;
    const votes = new Set<string>();
    const countVote = (from: string): void => {
      if (term !== mine || leader === node.id) return;
      votes.add(from);
      if (votes.size >= majority) lead();
    };
    const body = { type: 'vote', term, last: log.length, last_term: termAt(log.length) };
    storage.whenDurable(() => {
      countVote(node.id);
      for (const id of others) {
        node.rpc(id, body, (reply) => {
          see(Number(reply.term));
          if (reply.granted === true) countVote(id);
        });
      }
    });
  };
  node.on('vote', (request) => {
    const theirs = Number(request.body.term);
    see(theirs);
    const ahead = Number(request.body.last_term) - termAt(log.length);
    const complete = ahead > 0 || (ahead === 0 && Number(request.body.last) >= log.length);
    const free = votedFor === undefined || votedFor === request.src;
    const granted = theirs === term && free && (complete || mistakes.votesForAnyLog);
    if (granted) {
      votedFor = request.src;
      storage.saveVote(term, votedFor);
      postpone();
    }
    const answer = { type: 'vote_ok', term, granted };
    storage.whenDurable(() => node.reply(request, answer));
  });

  const lead = (): void => {
    leader = node.id;
    for (const id of others) {
      next.set(id, log.length + 1);
      same.set(id, 0);
    }
    same.set(node.id, 0);
    countOwn();
    replicate();
  };
  /** What this leader has counts as a copy once it cannot forget it. */
  const countOwn = (): void => {
    const mine = term;
    const index = log.length;
    storage.whenDurable(() => {
      if (term !== mine) return;
      same.set(node.id, Math.max(same.get(node.id) ?? 0, index));
      commit();
    });
  };
  const replicate = (): void => {
    for (const id of others) append(id, next.get(id) ?? 1);
  };
  const append = (id: string, from: number): void => {
    const mine = term;
    const prev = from - 1;
    const entries = log.slice(prev, prev + BATCH);
    const some: Json = Object(entries);
    const body = { type: 'append', term, prev, prev_term: termAt(prev), entries: some, committed };
    node.rpc(id, body, (reply) => {
      see(Number(reply.term));
      if (reply.type !== 'append_ok' || term !== mine) return;
      if (reply.success === true) same.set(id, Math.max(same.get(id) ?? 0, prev + entries.length));
      const least = (same.get(id) ?? 0) + 1;
      next.set(id, reply.success === true ? least : Math.max(least, prev));
      commit();
    });
  };
  node.on('append', (request) => {
    const { prev, prev_term, entries, committed: theirs } = request.body;
    const sender = Number(request.body.term);
    see(sender);
    const before = Number(prev);
    let success = false;
    if (sender === term) {
      leader = request.src;
      postpone();
      success = before <= log.length && termAt(before) === prev_term;
    }
    if (success && Array.isArray(entries)) {
      entries.forEach((given, at) => {
        const entry: Entry = Object(given);
        const index = before + 1 + at;
        // Only what contradicts is dropped: an old message may hold less than the log has by now.
        if (termAt(index) === entry.term) return;
        log.splice(index - 1, Infinity, entry);
        storage.saveEntry(index, entry);
      });
      committed = Math.max(committed, Math.min(Number(theirs), before + entries.length));
      apply();
    }
    const answer = { type: 'append_ok', term, success };
    storage.whenDurable(() => node.reply(request, answer));
  });

  const commit = (): void => {
    for (let index = log.length; index > committed; index--) {
      // Copies of a former term's entry prove nothing; it is committed with one of this term.
      if (termAt(index) !== term) break;
      const copies = node.ids.filter((id) => (same.get(id) ?? 0) >= index).length;
      if (copies >= majority) committed = index;
    }
    apply();
  };
  /** Does it, unless it was done before: a message may come twice, and so may what it asks for. */
  const execute = ({ body, client, asked }: Entry): Body => {
    const last = done.get(client);
    if (last !== undefined && asked <= last.asked && mistakes.doesAgain !== true)
      return last.answer;
    const answer = values.execute(body);
    done.set(client, { asked, answer });
    return answer;
  };
  const apply = (): void => {
    for (const entry of log.slice(applied, committed)) {
      const answer = execute(entry);
      const request = waiting.get(entry);
      if (request !== undefined) node.reply(request, answer);
    }
    applied = committed;
  };

  for (const type of ['read', 'write', 'cas']) {
    node.on(type, (request) => {
      // A follower passes on a request with the name and the number that its client gave it.
      const { client = request.src, asked = request.body.msg_id ?? 0, ...body } = request.body;
      if (leader === undefined) throw new RpcError(ERRORS.temporarilyUnavailable, 'no leader');
      if (leader !== node.id) {
        node.rpc(leader, { ...body, client, asked }, (reply) => {
          // A copy of what was refused may still come to a leader, so nobody knows.
          const refused = reply.code === ERRORS.temporarilyUnavailable.code;
          node.reply(request, refused ? { ...reply, code: ERRORS.timeout.code } : reply);
        });
      } else if (mistakes.readsLocally && type === 'read') {
        node.reply(request, values.execute(body));
      } else {
        const entry = { term, body, client: String(client), asked: Number(asked) };
        log.push(entry);
        storage.saveEntry(log.length, entry);
        waiting.set(entry, request);
        countOwn();
        replicate();
      }
    });
  }
  postpone();
  node.every(TICK_MS, () => {
    if (leader === node.id) replicate();
    else if (node.clock.now() >= deadline_ms) campaign();
  });
};
