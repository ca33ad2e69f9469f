import { brief } from './json.ts';
import type { Body, Message } from './message.ts';
import type { Network } from './network.ts';
import type { Scheduler } from './scheduler.ts';

/** Undefined: no answer came in time; then `stray` tells of a message that may have been meant as one. */
type Answer = (body: Body | undefined, stray?: string) => void;

/** A client of the network that asks one thing at a time and waits for the answer. */
export class RpcClient {
  readonly name: string;
  readonly #network: Network;
  readonly #scheduler: Scheduler;
  #asked = 0;
  #waiting: Answer | undefined;
  /** The last message that answered nothing. */
  #stray: Message | undefined;
  #deadline_ms = 0;
  /** When the timer that is set will ring; one serves many requests. */
  #timer_ms = Number.POSITIVE_INFINITY;

  constructor(name: string, network: Network, scheduler: Scheduler) {
    this.name = name;
    this.#network = network;
    this.#scheduler = scheduler;
    network.attach(name, (message) => this.#receive(message));
  }

  get busy(): boolean {
    return this.#waiting !== undefined;
  }

  ask(node: string, body: Body, timeout_ms: number, answer: Answer): void {
    const { now } = this.#scheduler;
    this.#waiting = answer;
    this.#stray = undefined;
    this.#deadline_ms = now + timeout_ms;
    this.#arm(now);
    const src = this.name;
    this.#network.send({ src, dest: node, body: { ...body, msg_id: ++this.#asked } });
  }

  /** Stops waiting, and leaves the network. */
  close(): void {
    this.#waiting = undefined;
    this.#network.detach(this.name);
  }

  #receive(message: Message): void {
    const { body } = message;
    const answer = this.#waiting;
    if (answer === undefined) return;
    if (body.in_reply_to !== this.#asked) {
      // An answer to something it has given up on comes too late, and is no mistake.
      if (!this.#gaveUpOn(body.in_reply_to)) this.#stray = message;
      return;
    }
    this.#waiting = undefined;
    answer(body);
  }

  #gaveUpOn(id: unknown): boolean {
    return typeof id === 'number' && Number.isInteger(id) && id > 0 && id < this.#asked;
  }

  #arm(now: number): void {
    if (this.#timer_ms <= this.#deadline_ms) return;
    this.#timer_ms = this.#deadline_ms;
    this.#scheduler.after(this.#deadline_ms - now, this.#ring, undefined, undefined);
  }

  readonly #ring = (): void => {
    const { now } = this.#scheduler;
    if (now < this.#timer_ms) return;
    this.#timer_ms = Number.POSITIVE_INFINITY;
    const answer = this.#waiting;
    if (answer === undefined) return;
    if (now < this.#deadline_ms) {
      this.#arm(now);
      return;
    }
    this.#waiting = undefined;
    answer(undefined, this.#stray === undefined ? undefined : strayWords(this.#stray, this.#asked));
  };
}

const strayWords = ({ body }: Message, asked: number): string => {
  const wrong =
    body.in_reply_to === undefined
      ? 'which has no in_reply_to'
      : `whose in_reply_to is ${brief(body.in_reply_to)}`;
  return `it sent ${brief(body)}, ${wrong}; that of the answer is the msg_id of the request, the number ${asked}`;
};
