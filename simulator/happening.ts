import { fingerprint } from './choice.ts';
import type { Watcher } from './network.ts';

/** One thing that happened in a run, for a diagram of it. */
export interface Happening {
  readonly at_ms: number;
  readonly kind: 'send' | 'arrive' | 'lost' | 'fault' | 'operation' | 'fact' | 'failure';
  /** Where it happened; undefined: everywhere, as with a failed check. */
  readonly node: string | undefined;
  /** Of a message, the other end, and which one it is. */
  readonly peer?: string;
  readonly message?: number;
  readonly text: string;
}

const HAPPENING_COUNT_MAX = 100_000;
const TEXT_LENGTH_MAX = 60;
const MARK_LENGTH_MAX = 1000;

/** Follows a run and writes down what a diagram shows of it. */
export class Recorder implements Watcher {
  readonly happenings: Happening[] = [];
  readonly #now: () => number;
  readonly #label: (message: Uint8Array) => string;
  readonly #isUp: (node: string) => boolean;
  readonly #numbers = new WeakMap<Uint8Array, number>();
  #count = 0;

  constructor(
    now: () => number,
    label: (message: Uint8Array) => string = textOf,
    isUp: (node: string) => boolean = () => true,
  ) {
    this.#now = now;
    this.#label = label;
    this.#isUp = isUp;
  }

  mark(kind: Happening['kind'], node: string | undefined, text: string): void {
    this.#add({ at_ms: this.#now(), kind, node, text: text.slice(0, MARK_LENGTH_MAX) });
  }

  sent(from: string, to: string, message: Uint8Array): void {
    this.#message('send', from, to, message);
  }

  lost(from: string, to: string, message: Uint8Array): void {
    // One that was never under way is lost where it was sent.
    if (this.#numbers.has(message)) this.#message('lost', to, from, message);
    else this.#message('lost', from, to, message);
  }

  arrived(from: string, to: string, message: Uint8Array): void {
    this.#message(this.#isUp(to) ? 'arrive' : 'lost', to, from, message);
  }

  /** Of all that a shrunk run goes without, what answers something that is shown explains the most. */
  dropped(from: string, to: string, message: Uint8Array): void {
    const now = this.#now();
    for (let i = this.happenings.length - 1; this.happenings[i]?.at_ms === now; i--) {
      const { node, kind } = this.happenings[i] ?? {};
      if (node === from && kind !== 'send' && kind !== 'lost') {
        return this.#message('lost', from, to, message);
      }
    }
  }

  #message(kind: Happening['kind'], node: string, peer: string, bytes: Uint8Array): void {
    let message = this.#numbers.get(bytes);
    if (message === undefined) {
      message = ++this.#count;
      if (kind === 'send') this.#numbers.set(bytes, message);
    }
    const text = this.#label(bytes).slice(0, TEXT_LENGTH_MAX);
    this.#add({ at_ms: this.#now(), kind, node, peer, message, text });
  }

  #add(happening: Happening): void {
    if (this.happenings.length < HAPPENING_COUNT_MAX) this.happenings.push(happening);
  }
}

/** The message as text when it is one, or its length and fingerprint. */
const textOf = (message: Uint8Array): string => {
  const text = new TextDecoder().decode(message.subarray(0, 4 * TEXT_LENGTH_MAX));
  return /^[\x20-\x7e]+$/.test(text) ? text : `${message.length} bytes ${fingerprint(message)}`;
};
