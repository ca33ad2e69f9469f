import { defineNode } from '@dstudio/maelstrom';
import { startRaft } from './raft-protocol.ts';

/** Broken: what a follower passes on, and the network delivers twice, is done twice. */
export default defineNode((node) => startRaft(node, { doesAgain: true }));
