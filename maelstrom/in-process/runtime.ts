import type { Cancel, Clock, Disk, Random } from '@dstudio/kernel';
import { ERRORS, RpcError } from '../errors.ts';
import { brief } from '../json.ts';
import type { Body, Message } from '../message.ts';
import type { AnyNodeDefinition, DiskNodeContext, NodeContext } from './define-node.ts';

/** What a runtime needs of whoever runs it. */
export interface RuntimePorts {
  readonly clock: Clock;
  readonly random: Random;
  /** Undefined for nodes that have none. */
  readonly disk: Disk | undefined;
  /**
   * Where this life's message ids begin. Each life begins elsewhere: an answer to a question of the
   * former life must not pass for one to a question of this one.
   */
  readonly msg_id: number;
  /** Takes a message whose body was made for it; what is in it may be the node's. */
  emit(message: Message): void;
  /** The node's code threw: it is to end. */
  fail(error: unknown): void;
  log(text: string): void;
}

interface Waiting {
  readonly answer: (reply: Body) => void;
  readonly cancel: Cancel;
}

const RPC_TIMEOUT_MS = 1000;

/** One life of a defined node, from its start to its crash: speaks the protocol for it. */
export class NodeRuntime {
  readonly #definition: AnyNodeDefinition;
  readonly #ports: RuntimePorts;
  readonly #handlers = new Map<string, (message: Message) => void>();
  readonly #waiting = new Map<number, Waiting>();
  #id: string | undefined;
  /** Requests that came while `start` was at work; undefined once it is done. */
  #early: Message[] | undefined = [];
  #asked: number;

  constructor(definition: AnyNodeDefinition, ports: RuntimePorts) {
    this.#definition = definition;
    this.#ports = ports;
    this.#asked = ports.msg_id;
  }

  /** Takes a message. */
  receive(message: Message): void {
    try {
      this.#settle(this.#take(message), message);
    } catch (error) {
      this.#failed(error, message);
    }
  }

  /** Hands a message to the node's code; gives what that returned. */
  #take(message: Message): unknown {
    const { body } = message;
    const { in_reply_to, type } = body;
    if (in_reply_to !== undefined) {
      const waiting = this.#waiting.get(in_reply_to);
      if (waiting === undefined) return undefined;
      this.#waiting.delete(in_reply_to);
      waiting.cancel();
      return waiting.answer(body);
    }
    if (type === 'init') return this.#init(message);
    if (this.#early !== undefined) {
      // Before init it is nobody yet, and after it not ready to answer.
      if (this.#id !== undefined) this.#early.push(message);
      return undefined;
    }
    const handle = type === undefined ? undefined : this.#handlers.get(type);
    if (handle !== undefined) return handle(message);
    this.#refuse(message, new RpcError(ERRORS.notSupported, `no handler for ${brief(type)}`));
    return undefined;
  }

  #init(message: Message): unknown {
    const { node_id, node_ids } = message.body;
    if (this.#id !== undefined || typeof node_id !== 'string' || !Array.isArray(node_ids)) {
      return undefined;
    }
    this.#id = node_id;
    const started = this.#start(this.#context(node_id, node_ids.map(String)));
    const ready = (): void => {
      const early = this.#early ?? [];
      this.#early = undefined;
      this.#reply(message, { type: 'init_ok' });
      for (const one of early) this.receive(one);
    };
    if (isPromise(started)) return started.then(ready);
    ready();
    return undefined;
  }

  #start(context: NodeContext): unknown {
    const { disk } = this.#ports;
    if (!this.#definition.disk) return this.#definition.start(context);
    if (disk === undefined) throw new TypeError('a node that needs a disk was given none');
    const withDisk: DiskNodeContext = { ...context, disk };
    return this.#definition.start(withDisk);
  }

  /** Follows what the node's code returned to its end. */
  #settle(returned: unknown, message: Message | undefined): void {
    if (!isPromise(returned)) return;
    if (this.#definition.disk) {
      returned.then(undefined, (error: unknown) => this.#failed(error, message));
      return;
    }
    // Nobody waits for it, so it must not end this process either.
    returned.then(undefined, () => {});
    throw new TypeError('awaits; only a node with a disk may: defineNode(start, { disk: true })');
  }

  #failed(error: unknown, message: Message | undefined): void {
    const asked = message !== undefined && message.body.in_reply_to === undefined;
    if (asked && isRpcError(error)) this.#refuse(message, error);
    else this.#ports.fail(error);
  }

  #context(id: string, ids: readonly string[]): NodeContext {
    const { random, log } = this.#ports;
    const clock: Clock = {
      ...this.#ports.clock,
      after: (delay_ms, fire) => {
        return this.#ports.clock.after(delay_ms, () => {
          try {
            this.#settle(fire(), undefined);
          } catch (error) {
            this.#failed(error, undefined);
          }
        });
      },
    };
    const every = (interval_ms: number, fire: () => void): void => {
      const again = (): unknown => {
        const returned: unknown = fire();
        clock.after(interval_ms, again);
        return returned;
      };
      clock.after(interval_ms, again);
    };
    return {
      id,
      ids,
      clock,
      random,
      on: (type, handle) => void this.#handlers.set(type, handle),
      send: (dest, body) => this.#send(dest, { ...body }),
      reply: (request, body) => this.#reply(request, body),
      rpc: (dest, body, answer, timeout_ms = RPC_TIMEOUT_MS) => {
        const msg_id = ++this.#asked;
        const cancel = clock.after(timeout_ms, () => {
          if (!this.#waiting.delete(msg_id)) return;
          const text = `no answer from ${dest}`;
          return answer({ type: 'error', code: ERRORS.timeout.code, text });
        });
        this.#waiting.set(msg_id, { answer, cancel });
        this.#send(dest, { ...body, msg_id });
      },
      after: clock.after,
      every,
      log,
    };
  }

  /** @param body made for this message, so that nobody changes it later */
  #send(dest: string, body: Body): void {
    this.#ports.emit({ src: this.#id ?? '', dest, body });
  }

  #reply({ src, body: { msg_id } }: Message, body: Body): void {
    if (msg_id !== undefined) this.#send(src, { ...body, in_reply_to: msg_id });
  }

  #refuse(message: Message, { code, message: text }: RpcError): void {
    this.#reply(message, { type: 'error', code, text });
  }
}

/** Also of another copy of this package, as a node's own node_modules may have one. */
const isRpcError = (error: unknown): error is RpcError =>
  error instanceof Error &&
  error.name === 'RpcError' &&
  'code' in error &&
  typeof error.code === 'number';

const isPromise = (value: unknown): value is Promise<unknown> => value instanceof Promise;
