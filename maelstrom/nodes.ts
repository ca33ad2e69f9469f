import type { Message } from './message.ts';

/**
 * What runs the nodes: processes of their own, or code in this one. Each act takes effect at once;
 * none throws for a node that is dead or paused already.
 */
export interface Nodes {
  /** Hands a message to the node; a dead one loses it, a paused one gets it when it goes on. */
  deliver(node: string, message: Message): void;
  /** Starts the node's process, with fresh memory. */
  start(node: string): void;
  /** Ends it without warning. */
  kill(node: string): void;
  pause(node: string): void;
  resume(node: string): void;
  /** Sets the node's time of day off by this much; undefined where clocks cannot be set. */
  readonly skew: ((node: string, offset_ms: number) => void) | undefined;
  /**
   * Lets the node's disk be slow, and a kill tear what was not synced instead of losing it whole; or
   * not any more. Undefined where disks are those of this machine.
   */
  readonly disk: ((node: string, faulty: boolean) => void) | undefined;
}
