import { defineNode } from '@dstudio/maelstrom';
import { startRaft } from './raft-protocol.ts';

/** Broken: a node that missed entries can be elected, and it overwrites them everywhere. */
export default defineNode((node) => startRaft(node, { votesForAnyLog: true }));
