import { exponential, type Random } from '@dstudio/kernel';
import type { Journal, Sent } from './journal.ts';
import { isClient, type Message } from './message.ts';
import type { LatencyShape } from './options.ts';
import type { Scheduler } from './scheduler.ts';

/** Takes what arrives. */
export type Receive = (message: Message) => void;

/** Sees every message. */
export interface Watch {
  readonly sent?: Receive | undefined;
  readonly received?: Receive | undefined;
}

/** More messages than this at one moment mean nodes that answer each other without end. */
const AT_ONCE_MAX = 250_000;
/** More messages than this under way would not fit into memory. */
const UNDER_WAY_MAX = 2_000_000;

/**
 * Carries messages between clients, nodes and services. As in Maelstrom, messages from and to clients
 * take no time and are never lost, as if each client stood beside its node: a slow client would hide
 * anomalies.
 */
export class Network {
  readonly journal: Journal;
  /** Share of messages that are lost, and that arrive twice, between nodes and services. */
  loss = 0;
  duplication = 0;
  underWay = 0;

  readonly #scheduler: Scheduler;
  readonly #latency: () => number;
  readonly #lossRandom: Random;
  readonly #duplicationRandom: Random;
  readonly #ends = new Map<string, Receive>();
  /** By receiver: whose messages it does not get. */
  #cuts = new Map<string, ReadonlySet<string>>();
  readonly #problem: (node: string, what: string) => void;
  readonly #watch: Watch | undefined;
  #momentOf = -1;
  #atOnce = 0;
  #full = false;

  constructor(of: {
    readonly scheduler: Scheduler;
    readonly journal: Journal;
    readonly random: Random;
    readonly latency_ms: number;
    readonly latencyDist: LatencyShape;
    readonly problem: (node: string, what: string) => void;
    readonly watch: Watch | undefined;
  }) {
    this.#scheduler = of.scheduler;
    this.journal = of.journal;
    this.#latency = latencyOf(of.latencyDist, of.latency_ms, of.random.fork('latency'));
    this.#lossRandom = of.random.fork('loss');
    this.#duplicationRandom = of.random.fork('duplication');
    this.#problem = of.problem;
    this.#watch = of.watch;
  }

  /** Adds an end, or replaces the one of that name. */
  attach(name: string, receive: Receive): void {
    this.#ends.set(name, receive);
  }

  detach(name: string): void {
    this.#ends.delete(name);
  }

  has(name: string): boolean {
    return this.#ends.has(name);
  }

  /** Sets which sources each receiver does not hear. An empty map heals everything. */
  cut(cuts: ReadonlyMap<string, ReadonlySet<string>>): void {
    this.#cuts = new Map(cuts);
  }

  send(message: Message): void {
    const { src, dest } = message;
    const end = this.#ends.get(dest);
    if (end === undefined) {
      // Clients come and go: an answer that is late for one is no mistake.
      if (!isClient(dest)) this.#problem(src, `sent a message to ${dest}, which does not exist`);
      return;
    }
    const now = this.#scheduler.now;
    if (this.#flooded(src, now)) return;
    this.#watch?.sent?.(message);
    const kept = this.journal.sent(message, now);
    if (isClient(src) || isClient(dest)) {
      this.#deliver(0, message, kept);
      return;
    }
    if (this.loss > 0 && this.#lossRandom.next() < this.loss) return;
    this.#deliver(this.#latency(), message, kept);
    if (this.duplication > 0 && this.#duplicationRandom.next() < this.duplication) {
      this.#deliver(this.#latency(), message, undefined);
    }
  }

  #deliver(delay_ms: number, message: Message, kept: Sent | undefined): void {
    this.underWay++;
    this.#scheduler.after(delay_ms, this.#arrive, message, kept);
  }

  readonly #arrive = (message: Message, kept: Sent | undefined): void => {
    this.underWay--;
    const { src, dest } = message;
    if (this.#cuts.size > 0 && this.#cuts.get(dest)?.has(src)) return;
    const receive = this.#ends.get(dest);
    if (receive === undefined) return;
    this.journal.received(message);
    this.#watch?.received?.(message);
    if (kept !== undefined) kept.received_ms = this.#scheduler.now;
    receive(message);
  };

  /** Whether there is no room for another message; said once. */
  #flooded(src: string, now: number): boolean {
    if (now !== this.#momentOf) {
      this.#momentOf = now;
      this.#atOnce = 0;
    }
    if (++this.#atOnce <= AT_ONCE_MAX && this.underWay < UNDER_WAY_MAX) return false;
    if (!this.#full) {
      const how = `${this.underWay} are under way, ${this.#atOnce} were sent at once`;
      this.#problem(src, `sends messages faster than they arrive, so some are lost (${how})`);
    }
    this.#full = true;
    return true;
  }
}

const latencyOf = (shape: LatencyShape, mean_ms: number, random: Random): (() => number) => {
  if (shape === 'constant' || mean_ms === 0) return () => mean_ms;
  if (shape === 'uniform') return () => random.next() * 2 * mean_ms;
  return () => exponential(random, mean_ms);
};
