import type { Cancel, Clock, Disk, Random } from '@dstudio/kernel';
import type { Body, Message } from '../message.ts';

/** What a node may use of the world. */
export interface NodeContext {
  readonly id: string;
  /** All nodes, this one included, in the same order everywhere: those of when it started. */
  readonly ids: readonly string[];
  /** Its own clock, which may be wrong; stops while the node is paused. */
  readonly clock: Clock;
  readonly random: Random;
  /** Answers requests of a type. What is no RpcError and is thrown here ends the node. */
  on(type: string, handle: (message: Message) => void): void;
  send(dest: string, body: Body): void;
  /**
   * Answers a request; one without `msg_id` wants no answer and gets none. The body may be another
   * node's answer: `in_reply_to` is set anew, as `rpc` sets `msg_id`.
   */
  reply(request: Message, body: Body): void;
  /**
   * Asks another node or a service. `answer` gets the reply's body, which is an error with code 0
   * (timeout) when none came in time, by default within a second.
   */
  rpc(dest: string, body: Body, answer: (reply: Body) => void, timeout_ms?: number): void;
  /** Calls `fire` once, `delay_ms` from now. */
  after(delay_ms: number, fire: () => void): Cancel;
  /** Calls `fire` again and again, for the first time in `interval_ms`. */
  every(interval_ms: number, fire: () => void): void;
  log(text: string): void;
}

/** A node with a disk may await: what it gives to `on`, `rpc`, `after` and `every` may be async. */
export interface DiskNodeContext extends NodeContext {
  /**
   * Outlives the node's process. What was written and not synced is gone after a kill, as after a
   * power cut, unless the node runs as a process of its own, whose writes the system keeps.
   */
  readonly disk: Disk;
}

/** A node as a function: called when `init` came, with fresh memory after each restart. */
export interface NodeDefinition {
  readonly start: (node: NodeContext) => void;
  readonly disk: false;
}

/** As NodeDefinition; `init` is answered when what `start` returns has resolved. */
export interface DiskNodeDefinition {
  readonly start: (node: DiskNodeContext) => void | Promise<void>;
  readonly disk: true;
}

export type AnyNodeDefinition = NodeDefinition | DiskNodeDefinition;

/**
 * Defines a node that runs in this process under simulated time, and as a process of its own. All it
 * remembers has to live inside `start` or on its disk: a variable of its module is one for all nodes
 * and all tests, and no kill clears it. `dstudio maelstrom test` refuses a node where that shows.
 *
 * @example
 * export default defineNode((node) => {
 *   node.on('echo', (request) =>
 *     node.reply(request, { type: 'echo_ok', echo: request.body.echo }),
 *   );
 * });
 */
export function defineNode(start: NodeDefinition['start']): NodeDefinition;
export function defineNode(
  start: DiskNodeDefinition['start'],
  needs: { readonly disk: true },
): DiskNodeDefinition;
export function defineNode(
  start: DiskNodeDefinition['start'],
  needs?: { readonly disk: true },
): AnyNodeDefinition {
  // Without `needs`, it is a NodeDefinition's by the overload above.
  return needs === undefined
    ? { start: start as NodeDefinition['start'], disk: false }
    : { start, disk: true };
}
