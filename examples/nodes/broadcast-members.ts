import { defineNode } from '@dstudio/maelstrom';
import { startMember } from './members-protocol.ts';

/** Nodes join and leave, and no message is lost with one that leaves. */
export default defineNode((node) => startMember(node, { handsOver: true }));
