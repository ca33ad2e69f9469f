import { defineNode } from '@dstudio/maelstrom';
import { startRaft } from './raft-protocol.ts';

/** Every request, reads too, is an entry of the log, answered once a majority has it. */
export default defineNode((node) => startRaft(node));
