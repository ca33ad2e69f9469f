import { defineNode } from '@dstudio/maelstrom';
import { startRaft } from './raft-protocol.ts';

/** Broken: a leader that a partition has cut off, and that has been replaced, still answers reads. */
export default defineNode((node) => startRaft(node, { readsLocally: true }));
