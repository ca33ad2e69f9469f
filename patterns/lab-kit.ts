import { exponential, type Random } from '@dstudio/kernel';
import type { World } from '@dstudio/simulator';
import { Fifo } from '@dstudio/structures';
import { type Layer, Outcome } from './policy.ts';
import {
  createMachine,
  Directive,
  type Machine,
  type MachineCall,
} from './resilience-pipeline/machine.ts';

/** What labs of this package have in common: who calls, who answers, and what runs the layers. */

/** Answers an attempt; a second answer, or one that comes too late, does nothing. */
export type Answer = (ok: boolean) => void;

/** Does the work of one attempt and answers, now or later. */
export type Callee = (answer: Answer) => void;

type Done = (call: MachineCall) => void;

/** Runs calls through layers in a world: invokes the callee and keeps one timer. */
export class Caller {
  readonly machine: Machine<Done>;
  /** Attempts that reached the callee. */
  attempts = 0;
  readonly #world: World;
  readonly #callee: Callee;
  #armed_ms = Number.POSITIVE_INFINITY;

  /** @param layers outermost first */
  constructor(world: World, layers: readonly Layer[], callee: Callee) {
    this.#world = world;
    this.#callee = callee;
    this.machine = createMachine<Done>(layers);
  }

  /** Makes a call. `done` sees its outcome, attempts and start, and must not keep the object. */
  call(done: Done): void {
    const { machine } = this;
    const call = machine.newCall(this.#world.now);
    call.owner = done;
    this.#obey(call, machine.start(call, this.#world.now));
    this.#advance();
  }

  #obey(call: MachineCall<Done>, directive: Directive): void {
    if (directive === Directive.invoke) this.#invoke(call);
    else if (directive === Directive.sleep) {
      this.#world.after(call.delay_ms, this.#resume, call, call.epoch);
    } else if (directive === Directive.done) {
      call.owner?.(call);
      this.machine.free(call);
    }
  }

  #invoke(call: MachineCall<Done>): void {
    const { epoch } = call;
    this.attempts += 1;
    this.#callee((ok) => {
      if (call.epoch !== epoch) return;
      call.outcome = ok ? Outcome.ok : Outcome.failed;
      this.#obey(call, this.machine.settle(call, this.#world.now));
      this.#advance();
    });
  }

  readonly #resume = (call: MachineCall<Done>, epoch: number): void => {
    if (call.epoch !== epoch) return;
    this.#obey(call, this.machine.resume(call, this.#world.now));
    this.#advance();
  };

  #advance(): void {
    const { machine } = this;
    const now_ms = this.#world.now;
    for (let call = machine.advance(now_ms); call; call = machine.advance(now_ms)) {
      this.#obey(call, call.directive);
    }
    const { due_ms } = machine;
    if (due_ms >= this.#armed_ms) return;
    this.#armed_ms = due_ms;
    this.#world.at(due_ms, this.#due);
  }

  /** Most bounds never run out: the timer is not taken back with its call, it looks for the next one. */
  readonly #due = (): void => {
    if (this.#world.now < this.#armed_ms) return;
    this.#armed_ms = Number.POSITIVE_INFINITY;
    this.#advance();
  };
}

/** Something wrong with a dependency for a while. */
export interface Trouble {
  readonly from_ms: number;
  readonly to_ms: number;
  /** `hang`: nothing is answered until it is over. `errors`: a share fails. `slow`: work takes longer. */
  readonly kind: 'hang' | 'errors' | 'slow';
  /** Share of requests that fail, or the factor by which work takes longer. */
  readonly extent?: number;
}

export interface DependencySettings {
  /** Requests worked on at once; the others wait in order of arrival. */
  readonly concurrency: number;
  /** Mean time of the work, exponentially distributed. */
  readonly mean_ms: number;
  readonly troubles?: readonly Trouble[];
  /** Requests that wait at most; more are answered with an error. Default: no limit. */
  readonly queue?: number;
}

/** A server with workers and one queue. It does the work of requests that nobody waits for, too. */
export class Dependency {
  #running = 0;
  readonly #world: World;
  readonly #random: Random;
  readonly #settings: DependencySettings;
  readonly #queue = new Fifo<Answer>();

  /** @param name of its random stream: the same in all variants, so that they see the same work */
  constructor(world: World, name: string, settings: DependencySettings) {
    this.#world = world;
    this.#random = world.random(name);
    this.#settings = settings;
  }

  /** Requests that wait. */
  get queued(): number {
    return this.#queue.length;
  }

  readonly request: Callee = (answer) => {
    const { concurrency, queue } = this.#settings;
    if (this.#running < concurrency) this.#begin(answer);
    else if (this.queued < (queue ?? Number.POSITIVE_INFINITY)) this.#queue.push(answer);
    else answer(false);
  };

  #trouble(): Trouble | undefined {
    const { now } = this.#world;
    return this.#settings.troubles?.find(({ from_ms, to_ms }) => from_ms <= now && now < to_ms);
  }

  #begin(answer: Answer): void {
    this.#running += 1;
    const trouble = this.#trouble();
    // Both are drawn for every request: trouble then changes no later draw.
    const work_ms = exponential(this.#random, this.#settings.mean_ms);
    const luck = this.#random.next();
    const extent = trouble?.extent ?? 1;
    const ok = !(trouble?.kind === 'errors' && luck < extent);
    const stretched_ms = trouble?.kind === 'slow' ? work_ms * extent : work_ms;
    const hung_ms = trouble?.kind === 'hang' ? trouble.to_ms - this.#world.now : 0;
    this.#world.after(hung_ms + stretched_ms, this.#end, answer, ok);
  }

  readonly #end = (answer: Answer, ok: boolean): void => {
    this.#running -= 1;
    answer(ok);
    const next = this.#queue.shift();
    if (next !== undefined) this.#begin(next);
  };
}

/**
 * Calls `fire` at random (Poisson) moments, `rate_per_s(now)` on average, until `until_ms`. An open
 * population: new requests come no matter how the old ones fare.
 */
export const arrivals = (
  world: World,
  rate_per_s: (now_ms: number) => number,
  until_ms: number,
  fire: () => void,
): void => {
  const random = world.random('arrivals');
  const schedule = (): void => {
    const at_ms = world.now + exponential(random, 1_000 / rate_per_s(world.now));
    if (at_ms < until_ms) world.at(at_ms, next);
  };
  const next = (): void => {
    fire();
    schedule();
  };
  schedule();
};
