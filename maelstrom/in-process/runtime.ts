import type { Cancel, Clock, Random } from '@dstudio/kernel';
import { ERRORS, RpcError } from '../errors.ts';
import { brief, type Json } from '../json.ts';
import type { Body, Message } from '../message.ts';
import type { NodeContext, NodeDefinition } from './define-node.ts';

/** What a runtime needs of whoever runs it. */
export interface RuntimePorts {
  readonly clock: Clock;
  readonly random: Random;
  emit(message: Message): void;
  log(text: string): void;
}

interface Waiting {
  readonly answer: (reply: Body) => void;
  readonly cancel: Cancel;
}

const RPC_TIMEOUT_MS = 1000;

/** One life of a defined node, from its start to its crash: speaks the protocol for it. */
export class NodeRuntime {
  readonly #definition: NodeDefinition;
  readonly #ports: RuntimePorts;
  readonly #handlers = new Map<string, (message: Message) => void>();
  readonly #waiting = new Map<number, Waiting>();
  #id: string | undefined;
  #asked = 0;

  constructor(definition: NodeDefinition, ports: RuntimePorts) {
    this.#definition = definition;
    this.#ports = ports;
  }

  /** Takes a message. @throws what a handler threw, if that is no RpcError: the node is to end. */
  receive(message: Message): void {
    const { body } = message;
    const { in_reply_to, type } = body;
    if (in_reply_to !== undefined) {
      const waiting = this.#waiting.get(in_reply_to);
      if (waiting === undefined) return;
      this.#waiting.delete(in_reply_to);
      waiting.cancel();
      waiting.answer(body);
      return;
    }
    if (type === 'init') {
      this.#init(message);
      return;
    }
    const handle = type === undefined ? undefined : this.#handlers.get(type);
    if (handle === undefined) {
      this.#refuse(message, new RpcError(ERRORS.notSupported, `no handler for ${brief(type)}`));
      return;
    }
    try {
      handle(message);
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      this.#refuse(message, error);
    }
  }

  #init(message: Message): void {
    const { node_id, node_ids } = message.body;
    if (this.#id !== undefined || typeof node_id !== 'string' || !Array.isArray(node_ids)) return;
    this.#id = node_id;
    this.#definition.start(this.#context(node_id, node_ids.map(String)));
    this.#reply(message, { type: 'init_ok' });
  }

  #context(id: string, ids: readonly string[]): NodeContext {
    const { clock, random, log } = this.#ports;
    const every = (interval_ms: number, fire: () => void): void => {
      const again = (): void => {
        fire();
        clock.after(interval_ms, again);
      };
      clock.after(interval_ms, again);
    };
    return {
      id,
      ids,
      clock,
      random,
      on: (type, handle) => void this.#handlers.set(type, handle),
      send: (dest, body) => this.#send(dest, body),
      reply: (request, body) => this.#reply(request, body),
      rpc: (dest, body, answer, timeout_ms = RPC_TIMEOUT_MS) => {
        const msg_id = ++this.#asked;
        const cancel = clock.after(timeout_ms, () => {
          if (!this.#waiting.delete(msg_id)) return;
          answer({ type: 'error', code: ERRORS.timeout.code, text: `no answer from ${dest}` });
        });
        this.#waiting.set(msg_id, { answer, cancel });
        this.#send(dest, { ...body, msg_id });
      },
      after: (delay_ms, fire) => clock.after(delay_ms, fire),
      every,
      log,
    };
  }

  #send(dest: string, body: Body): void {
    this.#ports.emit({ src: this.#id ?? '', dest, body });
  }

  #reply({ src, body: { msg_id } }: Message, body: Body): void {
    if (msg_id !== undefined) this.#send(src, { ...body, in_reply_to: msg_id });
  }

  #refuse(message: Message, { code, message: text }: RpcError): void {
    const body: { readonly [name: string]: Json } = { type: 'error', code, text };
    this.#reply(message, body);
  }
}
