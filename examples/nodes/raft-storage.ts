import { hashText } from '@dstudio/kernel';
import type { Body, DiskNodeContext } from '@dstudio/maelstrom';

/** One request of a client, in the log. */
export interface Entry {
  readonly term: number;
  readonly body: Body;
  /** Who asked for it, and as which of its requests. */
  readonly client: string;
  readonly asked: number;
}

/** What a node of Raft must not forget. */
export interface Storage {
  /** As they were left. */
  readonly term: number;
  readonly votedFor: string | undefined;
  readonly log: readonly Entry[];
  saveVote(term: number, votedFor: string | undefined): void;
  /** The entry at this index, from 1 on; what came after it is gone. */
  saveEntry(index: number, entry: Entry): void;
  /** Calls back when all that was saved before is durable. */
  whenDurable(then: () => void): void;
}

/** For nodes that are never killed. */
export const forgetful: Storage = {
  term: 0,
  votedFor: undefined,
  log: [],
  saveVote: () => {},
  saveEntry: () => {},
  whenDurable: (then) => then(),
};

type Change =
  | { readonly term: number; readonly votedFor?: string | undefined }
  | { readonly index: number; readonly entry: Entry };

/**
 * A file of changes, one a line, each with a checksum. Many are synced at once: while one sync is on
 * its way, the next changes gather.
 */
export const openStorage = async (
  node: DiskNodeContext,
  rules: { readonly syncsEntries: boolean },
): Promise<Storage> => {
  const file = await node.disk.open('raft');
  const left = new TextDecoder().decode(await file.read(0, await file.size()));
  const { end_bytes: intact_bytes, ...state } = replay(left);
  // A crash may have left a later line whole; it must not follow what is written next.
  await file.truncate(intact_bytes);
  await file.sync();

  let end_bytes = intact_bytes;
  let lines = '';
  let votes = false;
  let waiting: (() => void)[] = [];
  let writing = false;
  const write = async (): Promise<void> => {
    writing = true;
    while (waiting.length > 0) {
      const bytes = new TextEncoder().encode(lines);
      const called = waiting;
      const syncs = votes || rules.syncsEntries;
      lines = '';
      votes = false;
      waiting = [];
      if (bytes.length > 0) {
        await file.write(end_bytes, bytes);
        end_bytes += bytes.length;
        if (syncs) await file.sync();
      }
      for (const then of called) then();
    }
    writing = false;
  };
  const save = (change: Change): void => {
    const text = JSON.stringify(change);
    lines += `${checksum(text)} ${text}\n`;
  };
  return {
    ...state,
    saveVote(term, votedFor) {
      save({ term, votedFor });
      votes = true;
    },
    saveEntry: (index, entry) => save({ index, entry }),
    whenDurable(then) {
      if (!writing && lines === '') {
        then();
        return;
      }
      waiting.push(then);
      if (!writing && waiting.length === 1) node.after(0, write);
    },
  };
};

/** Follows the changes up to the first that is not whole. */
const replay = (text: string) => {
  let term = 0;
  let votedFor: string | undefined;
  const log: Entry[] = [];
  let end = 0;
  for (;;) {
    const gap = text.indexOf(' ', end);
    const stop = text.indexOf('\n', gap);
    const json = text.slice(gap + 1, stop);
    if (gap < 0 || stop < 0 || text.slice(end, gap) !== checksum(json)) break;
    const change: Change = JSON.parse(json);
    if ('index' in change) log.splice(change.index - 1, Infinity, change.entry);
    else ({ term, votedFor } = change);
    end = stop + 1;
  }
  return { term, votedFor, log, end_bytes: new TextEncoder().encode(text.slice(0, end)).length };
};

const checksum = (text: string): string => hashText(text).join();
