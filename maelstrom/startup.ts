import { brief } from './json.ts';
import type { Body } from './message.ts';
import type { Nodes } from './nodes.ts';
import type { RpcClient } from './rpc-client.ts';

/** How long a node may take to answer `init`, as in Maelstrom. */
const INIT_TIMEOUT_MS = 10_000;

/** What a node that is new to the protocol gets wrong most often. */
const answerTo = (type: string | undefined): string =>
  `the answer is {"src": <node_id>, "dest": <src>, "body": {"type": "${type}_ok", "in_reply_to": <msg_id>}}, ` +
  'and a program prints it as a line of its own and flushes stdout';

/** Starts nodes and tells each what it has to know: who it is, and what the workload sets up. */
export class Startup {
  readonly #idsFor: (node: string) => readonly string[];
  readonly #nodes: Nodes;
  readonly #setup: Body | undefined;
  readonly #connect: () => RpcClient;
  readonly #ready: (node: string) => void;
  readonly #notReady: (node: string, why: string) => void;
  /** What nodes were told last, until they answer. */
  readonly #unanswered = new Map<string, string | undefined>();

  constructor(of: {
    /** All nodes, as the one that starts is told. */
    readonly idsFor: (node: string) => readonly string[];
    readonly nodes: Nodes;
    readonly setup: Body | undefined;
    readonly connect: () => RpcClient;
    readonly ready: (node: string) => void;
    /** It did not answer, or not as it should. */
    readonly notReady: (node: string, why: string) => void;
  }) {
    this.#idsFor = of.idsFor;
    this.#nodes = of.nodes;
    this.#setup = of.setup;
    this.#connect = of.connect;
    this.#ready = of.ready;
    this.#notReady = of.notReady;
  }

  start(node: string): void {
    this.#nodes.start(node);
    const client = this.#connect();
    const ready = (): void => {
      client.close();
      this.#ready(node);
    };
    const init = { type: 'init', node_id: node, node_ids: this.#idsFor(node) };
    this.#tell(client, node, init, () => {
      if (this.#setup === undefined) ready();
      else this.#tell(client, node, this.#setup, ready);
    });
  }

  /** What this node was told and has not answered. */
  unanswered(node: string): string | undefined {
    return this.#unanswered.get(node);
  }

  #tell(client: RpcClient, node: string, body: Body, then: () => void): void {
    const { type } = body;
    this.#unanswered.set(node, type);
    client.ask(node, body, INIT_TIMEOUT_MS, (reply, stray) => {
      this.#unanswered.delete(node);
      if (reply?.type === `${type}_ok`) {
        then();
        return;
      }
      client.close();
      this.#notReady(
        node,
        reply === undefined
          ? `did not answer ${type} within ${INIT_TIMEOUT_MS / 1000} s: ${stray ?? answerTo(type)}`
          : `answered ${type} with ${brief(reply)}; the answer is ${type}_ok`,
      );
    });
  }
}
