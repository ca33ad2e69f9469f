import { defineNode } from '@dstudio/maelstrom';
import { startRaft } from './raft-protocol.ts';
import { openStorage } from './raft-storage.ts';

/** Remembers its term, its vote and its log over a restart, and says nothing before they are safe. */
export default defineNode(
  async (node) => {
    const storage = await openStorage(node, { syncsEntries: true });
    startRaft(node, {}, storage);
  },
  { disk: true },
);
