/**
 * The ports through which every pattern touches the world. A pattern asks the `Env` it was given and
 * nothing else: that is what lets one implementation serve production and proof.
 */

/** Takes back what was asked for. Calling it twice, or after the fact, does nothing. */
export type Cancel = () => void;

export interface Clock {
  /** Monotonic time since an arbitrary start, in milliseconds, with fractions. Never goes back. */
  now(): number;
  /** Time of day in milliseconds since the Unix epoch. May jump, and may be wrong. */
  wall(): number;
  /** Calls `fire` once, `delay_ms` from now. A negative delay counts as zero. */
  after(delay_ms: number, fire: () => void): Cancel;
  /** Resolves after `delay_ms`; rejects with the signal's reason once that aborts. */
  sleep(delay_ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Random {
  /** A number in [0, 1), with 53 random bits. */
  next(): number;
  /** An integer in [0, bound). `bound` is an integer from 1 to 2^32. */
  below(bound: number): number;
  /** An independent stream: the same name always gives the same stream. */
  fork(name: string): Random;
}

/** Datagrams: may be lost, doubled, late and out of order, as on the wire. */
export interface Network {
  readonly address: string;
  send(to: string, message: Uint8Array): void;
  /** At most one receiver at a time; a second call replaces the first. */
  receive(handler: (from: string, message: Uint8Array) => void): Cancel;
}

/** What was written is durable only after `sync` has resolved. */
export interface File {
  read(offset_bytes: number, length_bytes: number): Promise<Uint8Array>;
  write(offset_bytes: number, bytes: Uint8Array): Promise<void>;
  truncate(length_bytes: number): Promise<void>;
  size(): Promise<number>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface Disk {
  /** Opens a file for reading and writing, and makes it when it is not there. */
  open(path: string): Promise<File>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Paths of all files, sorted. */
  list(): Promise<readonly string[]>;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface Log {
  write(level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export interface Env {
  readonly clock: Clock;
  readonly random: Random;
  readonly network: Network;
  readonly disk: Disk;
  readonly log: Log;
}
