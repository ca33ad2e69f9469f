import { copyJson } from './copy-json.ts';
import { type Body, isClient, type Message } from './message.ts';

/** One message as the diagram shows it. */
export interface Sent {
  readonly src: string;
  readonly dest: string;
  readonly body: Body;
  readonly sent_ms: number;
  /** Undefined when it never arrived. */
  received_ms: number | undefined;
}

export interface Traffic {
  readonly sent: number;
  readonly received: number;
}

export interface TrafficStats {
  readonly all: Traffic;
  readonly clients: Traffic;
  readonly servers: Traffic;
}

/** Counts messages, and keeps the first ones. */
export class Journal {
  readonly #kept: Sent[] = [];
  readonly #keep_max: number;
  #clientsSent = 0;
  #clientsReceived = 0;
  #serversSent = 0;
  #serversReceived = 0;

  constructor(keep_max: number) {
    this.#keep_max = keep_max;
  }

  /** Counts a message that was sent. Gives what to hand to `received`, when it is one that is kept. */
  sent(message: Message, now_ms: number): Sent | undefined {
    if (isClient(message.src) || isClient(message.dest)) this.#clientsSent++;
    else this.#serversSent++;
    if (this.#kept.length >= this.#keep_max) return undefined;
    const { src, dest } = message;
    // A node may change what it was sent.
    const body = copyJson(message.body) as Body;
    const entry: Sent = { src, dest, body, sent_ms: now_ms, received_ms: undefined };
    this.#kept.push(entry);
    return entry;
  }

  received(message: Message): void {
    if (isClient(message.src) || isClient(message.dest)) this.#clientsReceived++;
    else this.#serversReceived++;
  }

  /** The first messages, in the order of sending. */
  get kept(): readonly Sent[] {
    return this.#kept;
  }

  stats(): TrafficStats {
    const clients = { sent: this.#clientsSent, received: this.#clientsReceived };
    const servers = { sent: this.#serversSent, received: this.#serversReceived };
    return {
      all: { sent: clients.sent + servers.sent, received: clients.received + servers.received },
      clients,
      servers,
    };
  }
}
