import { type Cancel, type Clock, Refused, TimedOut } from '@dstudio/kernel';
import { answered, type Layer, Outcome } from '../policy.ts';
import { Alarm } from './alarm.ts';
import { Attempt, type Context } from './attempt.ts';
import type { Listener, OwnEvent } from './events.ts';
import { createMachine, Directive, type Machine, type MachineCall } from './machine.ts';
import { listen } from './watch.ts';

/** The wrapped function, as the runner sees it. */
export type Callee = (context: Context, ...args: readonly unknown[]) => unknown;

type Settle = (result: unknown) => void;

const nobody: Settle = () => {};
const nothing: Callee = () => undefined;
const none: readonly unknown[] = [];

/** What the runner remembers of a call beside the machine. Used again with the machine's object. */
export class Pending {
  id = 0;
  callee = nothing;
  args = none;
  resolve = nobody;
  reject = nobody;
  /** The attempt under way, and since when. */
  attempt: Attempt | undefined = undefined;
  attempted_ms = Number.NaN;
  /** The callee threw what counts as an answer: the call is a success that rejects. */
  threw = false;
  /** The bound that ran out and abandoned the attempt. */
  expired: TimedOut | undefined = undefined;
  signal: AbortSignal | undefined = undefined;
  /** Waits for the signal. */
  abort: (() => void) | undefined = undefined;
  /** Ends the sleep before the next attempt. */
  awake: Cancel | undefined = undefined;
}

export interface RunnerOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly listener: Listener | undefined;
  readonly isFailure: ((error: unknown) => boolean) | undefined;
}

/** What the newest promise is settled with: one function for all promises, in place of one each. */
const handed = { resolve: nobody, reject: nobody };
const handOver = (resolve: Settle, reject: Settle): void => {
  handed.resolve = resolve;
  handed.reject = reject;
};

type RunnerCall = MachineCall<Pending>;

/** The async face of a machine: invokes functions, keeps one timer, settles one promise a call. */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #clock: Clock;
  readonly #machine: Machine<Pending>;
  readonly #alarm: Alarm;
  readonly #listener: Listener | undefined;
  #underWay = 0;
  #calls = 0;

  constructor(layers: readonly Layer[], options: RunnerOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#listener = options.listener;
    this.#machine = createMachine<Pending>(layers);
    this.#alarm = new Alarm(options.clock, () => this.#advance(this.#clock.now()));
    this.#machine.watcher = {
      refused(call, layer) {
        if (typeof call.error !== 'string') return;
        call.error = new Refused(layers[layer]?.name ?? options.name, call.error);
      },
      timedOut(call, layer) {
        const { name = options.name, bound_ms = Number.NaN } = layers[layer] ?? {};
        const error = new TimedOut(name, bound_ms);
        call.error = error;
        if (call.owner !== undefined) call.owner.expired = error;
      },
    };
    if (options.listener !== undefined) listen(this.#machine, options.name, options.listener);
  }

  run(callee: Callee, args: readonly unknown[], signal?: AbortSignal): Promise<unknown> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const promise = new Promise(handOver);
    const now_ms = this.#clock.now();
    const call = this.#machine.newCall(now_ms);
    call.owner ??= new Pending();
    const pending = call.owner;
    this.#calls += 1;
    pending.id = this.#calls;
    pending.callee = callee;
    pending.args = args;
    pending.resolve = handed.resolve;
    pending.reject = handed.reject;
    if (signal !== undefined) this.#heed(call, pending, signal);
    this.#underWay += 1;
    if (this.#underWay === 1) this.#alarm.hold();
    this.#obey(call, pending, this.#machine.start(call, now_ms), now_ms);
    this.#advance(now_ms);
    return promise;
  }

  #heed(call: RunnerCall, pending: Pending, signal: AbortSignal): void {
    pending.signal = signal;
    pending.abort = () => {
      const now_ms = this.#clock.now();
      this.#obey(call, pending, this.#machine.cancel(call, now_ms), now_ms);
      this.#advance(now_ms);
    };
    signal.addEventListener('abort', pending.abort, { once: true });
  }

  #obey(call: RunnerCall, pending: Pending, directive: Directive, now_ms: number): void {
    if (directive === Directive.none) return;
    const { attempt, expired, signal } = pending;
    if (attempt !== undefined) {
      // Still there, so it was not answered but abandoned.
      pending.attempt = undefined;
      attempt.abandon(call.outcome === Outcome.cancelled ? signal?.reason : expired);
    }
    if (directive === Directive.invoke) this.#invoke(call, pending, now_ms);
    else if (directive === Directive.sleep) this.#sleep(call, pending);
    else if (directive === Directive.done) this.#end(call, pending, now_ms);
  }

  #invoke(call: RunnerCall, pending: Pending, now_ms: number): void {
    const attempt = new Attempt(this.#clock, call.attempts, call.deadline_ms);
    pending.attempt = attempt;
    pending.attempted_ms = now_ms;
    if (this.#listener !== undefined) {
      this.#tell(pending, now_ms, { kind: 'attempt', attempt: call.attempts });
    }
    let answer: Promise<unknown>;
    try {
      // `resolve` gives a promise back as it is.
      answer = Promise.resolve(pending.callee(attempt, ...pending.args));
    } catch (error) {
      answer = Promise.reject(error);
    }
    // With another attempt under way, or none, the answer comes too late.
    answer.then(
      (value) => {
        if (pending.attempt === attempt) this.#answer(call, pending, true, value);
      },
      (error) => {
        if (pending.attempt === attempt) this.#answer(call, pending, false, error);
      },
    );
  }

  #answer(call: RunnerCall, pending: Pending, fulfilled: boolean, result: unknown): void {
    pending.attempt = undefined;
    const now_ms = this.#clock.now();
    pending.threw = !fulfilled && !this.#isFailure(result);
    const ok = fulfilled || pending.threw;
    call.outcome = ok ? Outcome.ok : Outcome.failed;
    if (ok) call.value = result;
    else call.error = result;
    if (this.#listener !== undefined) {
      const took_ms = now_ms - pending.attempted_ms;
      this.#tell(pending, now_ms, { kind: 'answer', attempt: call.attempts, ok, took_ms });
    }
    this.#obey(call, pending, this.#machine.settle(call, now_ms), now_ms);
    this.#advance(now_ms);
  }

  #isFailure(error: unknown): boolean {
    const { isFailure } = this.#options;
    if (isFailure === undefined) return true;
    try {
      return isFailure(error);
    } catch {
      return true;
    }
  }

  #sleep(call: RunnerCall, pending: Pending): void {
    pending.awake = this.#clock.after(call.delay_ms, () => {
      pending.awake = undefined;
      const now_ms = this.#clock.now();
      this.#obey(call, pending, this.#machine.resume(call, now_ms), now_ms);
      this.#advance(now_ms);
    });
  }

  #end(call: RunnerCall, pending: Pending, now_ms: number): void {
    const { outcome, value, error } = call;
    const { resolve, reject, signal, abort, threw } = pending;
    if (this.#listener !== undefined) {
      const { attempts, started_ms } = call;
      const took_ms = now_ms - started_ms;
      this.#tell(pending, now_ms, { kind: 'done', outcome, attempts, took_ms });
    }
    if (abort !== undefined) {
      signal?.removeEventListener('abort', abort);
      pending.signal = undefined;
      pending.abort = undefined;
    }
    pending.awake?.();
    pending.awake = undefined;
    pending.callee = nothing;
    pending.args = none;
    pending.resolve = nobody;
    pending.reject = nobody;
    pending.expired = undefined;
    this.#machine.free(call);
    this.#underWay -= 1;
    if (this.#underWay === 0) this.#alarm.release();
    if (outcome === Outcome.cancelled) reject(signal?.reason);
    else if (!answered(outcome)) reject(error);
    else if (threw) reject(value);
    else resolve(value);
  }

  #tell(pending: Pending, at_ms: number, event: OwnEvent): void {
    this.#listener?.({ pipeline: this.#options.name, call: pending.id, at_ms, ...event });
  }

  /** What the last step set free, and what time has ended; then the timer for what comes next. */
  #advance(now_ms: number): void {
    const machine = this.#machine;
    for (let call = machine.advance(now_ms); call; call = machine.advance(now_ms)) {
      if (call.owner !== undefined) this.#obey(call, call.owner, call.directive, now_ms);
    }
    this.#alarm.set(machine.due_ms, now_ms);
  }
}
