import { createTraceHash, type TraceHash } from '@dstudio/kernel';
import { Calendar, type EventId, type Handler } from './calendar.ts';
import { addBytes } from './content.ts';
import { holdGuard, releaseGuard } from './guard.ts';
import type { Host } from './host.ts';
import { type ContentKind, type Journal, JournalCalendar, journalTrace } from './journal.ts';
import { goesOnOutside } from './misuse.ts';

export interface RunOptions {
  /** Virtual time to run to. Events at exactly that time still run. Infinity: until none is left. */
  readonly until_ms: number;
}

export interface AsyncRunOptions extends RunOptions {
  /** Stops the run at the next turn of the host; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called at each turn of the host, outside the run, with virtual time. */
  readonly onProgress?: (now_ms: number, processed: number) => void;
}

/** Longest stretch without giving the host a turn. */
const SLICE_MS = 40;

/** Virtual time: what is scheduled, in which order it happens, and the fingerprint of it all. */
export class Engine {
  /** Virtual time in milliseconds since the start of the world. */
  now = 0;
  /** Events executed so far. */
  processed = 0;
  /**
   * Whether the event under way may have let async code go on. True before each handler; only the
   * simulator's own handlers set it to false, when they entered no user code and settled no promise.
   * @internal
   */
  woke = false;
  /** Which lane runs now. @internal */
  lane: 'none' | 'callback' | 'async' = 'none';

  /** @internal */
  readonly trace: TraceHash;
  /** As `trace`, but never written down. */
  readonly #bare = createTraceHash();
  readonly #journal: Journal | undefined;
  readonly #calendar: Calendar;
  readonly #host: Host | undefined;
  #stopped = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(host: Host | undefined, journal?: Journal) {
    this.#host = host;
    this.#journal = journal;
    this.trace = journal === undefined ? this.#bare : journalTrace(this.#bare, journal);
    // Another calendar rather than a question at each event.
    this.#calendar = journal === undefined ? new Calendar() : new JournalCalendar(journal);
  }

  /**
   * Schedules `handler(a, b)` at a virtual time. Events at the same time happen in the order of
   * scheduling.
   * @throws RangeError when the time is before now, infinite or not a number.
   */
  at(time_ms: number, handler: () => void): EventId;
  at<A>(time_ms: number, handler: (a: A) => void, a: A): EventId;
  at<A, B>(time_ms: number, handler: (a: A, b: B) => void, a: A, b: B): EventId;
  at(time_ms: number, handler: Handler, a?: unknown, b?: unknown): EventId {
    if (!(time_ms >= this.now && time_ms < Number.POSITIVE_INFINITY)) this.#refuseTime(time_ms);
    return this.#calendar.add(time_ms, handler, a, b);
  }

  /** As `at`, `delay_ms` from now. A negative delay counts as zero. */
  after(delay_ms: number, handler: () => void): EventId;
  after<A>(delay_ms: number, handler: (a: A) => void, a: A): EventId;
  after<A, B>(delay_ms: number, handler: (a: A, b: B) => void, a: A, b: B): EventId;
  after(delay_ms: number, handler: Handler, a?: unknown, b?: unknown): EventId {
    const time_ms = delay_ms < 0 ? this.now : this.now + delay_ms;
    if (!(time_ms < Number.POSITIVE_INFINITY)) this.#refuseTime(time_ms);
    return this.#calendar.add(time_ms, handler, a, b);
  }

  /** Takes an event back. One that has happened, or was taken back already, is left alone. */
  cancel(id: EventId): void {
    this.#calendar.cancel(id);
  }

  /** Ends the run after the handler under way. A later `run` goes on from there. */
  stop(): void {
    this.#stopped = true;
  }

  /** Folds a fact of the domain into the hash: a code of your own and a number. */
  note(code: number, value = 0): void {
    // No event is at a negative time, so a note is never taken for one.
    this.trace.add(-1);
    this.trace.add(code);
    this.trace.add(value);
  }

  /** Folds into the hash what a node sends to another, or writes to a file. @internal */
  content(kind: ContentKind, node: string, to: string, bytes: Uint8Array): void {
    const trace = this.#bare;
    trace.addText(node);
    trace.addText(to);
    addBytes(trace, bytes);
    this.#journal?.content(kind, node, to, bytes, this.now);
  }

  /**
   * 16 hexadecimal digits over every event executed and every fact noted so far, over what nodes
   * sent, logged and did with their disks.
   */
  hash(): string {
    return this.trace.digest();
  }

  /**
   * Runs the callback lane: everything due until then, in order, synchronously. Afterwards `now` is
   * `until_ms`, unless `stop` was called or it is infinite.
   * @throws what a handler threw; the world stays at that event.
   */
  run(options: RunOptions): void {
    const until_ms = this.#begin('callback', options);
    holdGuard();
    try {
      const calendar = this.#calendar;
      const trace = this.trace;
      while (!this.#stopped) {
        const slot = calendar.next(until_ms);
        if (slot < 0) break;
        this.now = calendar.time_ms;
        this.processed++;
        trace.add(calendar.time_ms);
        trace.add(calendar.serial);
        calendar.fire(slot);
      }
      this.#end(until_ms);
    } finally {
      releaseGuard();
      this.lane = 'none';
    }
  }

  /**
   * Runs the async lane: as `run`, but after each event that may have let async code go on, every
   * promise chain runs to quiescence before the next event. Gives the host a turn at least every
   * 40 ms.
   * @returns a promise that resolves when virtual time has reached `until_ms` or `stop` was called,
   *   and rejects with what a handler threw or with the signal's reason.
   * @throws Error when the world was created without a host.
   */
  async runAsync(options: AsyncRunOptions): Promise<void> {
    const host = this.#host;
    if (host === undefined) {
      throw new Error(
        'The async lane needs a host: createWorld({ seed, host }), with `host` from ' +
          "'@dstudio/simulator/node' or '@dstudio/simulator/web'.",
      );
    }
    const { signal, onProgress } = options;
    signal?.throwIfAborted();
    const until_ms = this.#begin('async', options);
    try {
      // Whatever the caller has pending runs before the guard is up.
      await new Promise<void>((resolve) => host.quiesce(resolve));
      while (await this.#slice(host, until_ms)) {
        const before = this.#journal?.activity;
        await new Promise<void>((resolve) => host.yield(resolve));
        if (this.#journal?.activity !== before) throw goesOnOutside('a node');
        onProgress?.(this.now, this.processed);
        signal?.throwIfAborted();
      }
      this.#end(until_ms);
    } finally {
      this.lane = 'none';
    }
  }

  /** Makes the run under way fail with this error, once the code under way has finished. @internal */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#stopped = true;
  }

  /** Runs until a turn of the host is due (true) or nothing is left to run (false). */
  #slice(host: Host, until_ms: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const turn_ms = host.now_ms() + SLICE_MS;
      const calendar = this.#calendar;
      const trace = this.trace;
      const finish = (more: boolean): void => {
        releaseGuard();
        resolve(more);
      };
      const step = (): void => {
        try {
          while (!this.#stopped) {
            const slot = calendar.next(until_ms);
            if (slot < 0) return finish(false);
            this.now = calendar.time_ms;
            this.processed++;
            trace.add(calendar.time_ms);
            trace.add(calendar.serial);
            this.woke = true;
            calendar.fire(slot);
            if (this.woke) return host.quiesce(host.now_ms() < turn_ms ? step : rest);
            if (host.now_ms() >= turn_ms) return finish(true);
          }
          finish(false);
        } catch (error) {
          // What else the event let go on does so before the run is over.
          host.quiesce(() => {
            releaseGuard();
            reject(error);
          });
        }
      };
      const rest = (): void => finish(true);
      holdGuard();
      // Code that runs before the first event (a boot without an await) is async code too.
      host.quiesce(step);
    });
  }

  #begin(lane: 'callback' | 'async', options: RunOptions): number {
    const { until_ms } = options;
    if (this.lane !== 'none') {
      throw new Error('This world is running already: a handler may schedule, but not run it.');
    }
    if (!(until_ms >= this.now)) {
      throw new RangeError(`until_ms is ${until_ms}, but the world is at ${this.now} ms already.`);
    }
    this.lane = lane;
    this.#stopped = false;
    return until_ms;
  }

  #end(until_ms: number): void {
    const failure = this.#failure;
    if (failure !== undefined) {
      this.#failure = undefined;
      throw failure.error;
    }
    if (!this.#stopped && until_ms < Number.POSITIVE_INFINITY) this.now = until_ms;
  }

  #refuseTime(time_ms: number): never {
    throw new RangeError(
      `An event was scheduled at ${time_ms} ms, but the world is at ${this.now} ms: ` +
        'the time must be a finite number and not in the past.',
    );
  }
}
