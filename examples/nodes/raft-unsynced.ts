import { defineNode } from '@dstudio/maelstrom';
import { startRaft } from './raft-protocol.ts';
import { openStorage } from './raft-storage.ts';

/** Broken: entries are written and acknowledged, but not synced until the next vote is. */
export default defineNode(
  async (node) => {
    const storage = await openStorage(node, { syncsEntries: false });
    startRaft(node, {}, storage);
  },
  { disk: true },
);
