import { defineNode } from '@dstudio/maelstrom';
import { startMember } from './members-protocol.ts';

/** Broken: who leaves takes along what it has not told yet. */
export default defineNode((node) => startMember(node, { handsOver: false }));
