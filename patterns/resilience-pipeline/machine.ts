import { type Layer, Outcome, Step } from '../policy.ts';
import { BoundList } from './bounds.ts';
import { Directive, type Machine, MachineCall, Phase, type Watcher } from './call.ts';

export { Directive, type Machine, type MachineCall, type Watcher } from './call.ts';

class LayerMachine<Owner> implements Machine<Owner> {
  readonly layers: readonly Layer[];
  due_ms = Number.POSITIVE_INFINITY;
  watcher: Watcher<Owner> | undefined = undefined;
  /** By layer: bounds on what is further in, waits of what is parked. */
  readonly #bounds: readonly (BoundList<MachineCall<Owner>> | undefined)[];
  readonly #waits: readonly (BoundList<MachineCall<Owner>> | undefined)[];
  /** All of them, outermost first. */
  readonly #lists: BoundList<MachineCall<Owner>>[] = [];
  readonly #pool: MachineCall<Owner>[] = [];
  readonly #woken: MachineCall<Owner>[] = [];
  #wokenFrom = 0;

  constructor(layers: readonly Layer[]) {
    this.layers = layers;
    const list = (length_ms: number | undefined, layer: number) => {
      if (length_ms === undefined || length_ms === Number.POSITIVE_INFINITY) return undefined;
      const made = new BoundList<MachineCall<Owner>>(layer, this.#lists.length, length_ms);
      this.#lists.push(made);
      return made;
    };
    const pairs = layers.map(({ bound_ms, wait_ms }, i) => ({
      wait: list(wait_ms, i),
      bound: list(bound_ms, i),
    }));
    this.#waits = pairs.map(({ wait }) => wait);
    this.#bounds = pairs.map(({ bound }) => bound);
    for (const layer of layers) {
      layer.wake = (call, now_ms) => {
        // A layer wakes only what it parked, and it parked what this machine gave it.
        this.#wake(call as MachineCall<Owner>, now_ms);
      };
    }
  }

  newCall(now_ms: number, deadline_ms = Number.POSITIVE_INFINITY): MachineCall<Owner> {
    const call = this.#pool.pop() ?? this.#create();
    call.started_ms = now_ms;
    call.deadline_ms = deadline_ms;
    return call;
  }

  #create(): MachineCall<Owner> {
    const call = new MachineCall<Owner>(this.layers.length);
    for (const list of this.#lists) call.bounds.push(list.node(call));
    return call;
  }

  free(call: MachineCall<Owner>): void {
    if (call.phase !== Phase.idle) throw new Error('only a call that is done can be given back');
    call.attempts = 0;
    call.outcome = Outcome.pending;
    call.error = undefined;
    call.value = undefined;
    call.decidedBy = -1;
    const { slots } = call;
    for (let i = 0; i < slots.length; i += 1) slots[i] = 0;
    this.#pool.push(call);
  }

  start(call: MachineCall<Owner>, now_ms: number): Directive {
    if (call.phase !== Phase.idle) throw new Error('the call was started before');
    return this.#inward(call, 0, now_ms);
  }

  settle(call: MachineCall<Owner>, now_ms: number): Directive {
    if (call.phase !== Phase.invoked) return Directive.none;
    return this.#outward(call, call.depth - 1, now_ms);
  }

  resume(call: MachineCall<Owner>, now_ms: number): Directive {
    if (call.phase !== Phase.sleeping) return Directive.none;
    return this.#inward(call, call.depth, now_ms);
  }

  cancel(call: MachineCall<Owner>, now_ms: number): Directive {
    if (call.phase === Phase.idle || call.phase === Phase.walking) return Directive.none;
    this.#abandon(call, 0, now_ms);
    return this.#rest(call, Phase.idle, Directive.done, 0);
  }

  advance(now_ms: number): MachineCall<Owner> | undefined {
    while (this.#wokenFrom < this.#woken.length) {
      const call = this.#woken[this.#wokenFrom] as MachineCall<Owner>; // in range
      this.#wokenFrom += 1;
      if (this.#wokenFrom === this.#woken.length) {
        this.#woken.length = 0;
        this.#wokenFrom = 0;
      }
      if (call.phase !== Phase.woken) continue;
      this.#inward(call, call.depth, now_ms);
      return call;
    }
    if (now_ms < this.due_ms) return undefined;
    let first: BoundList<MachineCall<Owner>> | undefined;
    let due_ms = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#lists.length; i += 1) {
      const list = this.#lists[i] as BoundList<MachineCall<Owner>>; // in range
      // Of bounds that run out together the outermost decides: it would undo the others' work.
      if (list.due_ms >= due_ms) continue;
      first = list;
      due_ms = list.due_ms;
    }
    this.due_ms = due_ms;
    if (first === undefined || due_ms > now_ms) return undefined;
    const call = first.first as MachineCall<Owner>; // a list that is due is not empty
    if (first === this.#waits[first.layer]) this.#giveUp(call, first.layer, now_ms);
    else this.#expire(call, first.layer, now_ms);
    return call;
  }

  /** A parked call has waited as long as its layer lets it. */
  #giveUp(call: MachineCall<Owner>, layer: number, now_ms: number): void {
    this.#waits[layer]?.remove(call.bounds);
    call.phase = Phase.walking;
    this.layers[layer]?.expire?.(call, now_ms);
    this.#turn(call, layer, now_ms);
  }

  #expire(call: MachineCall<Owner>, layer: number, now_ms: number): void {
    this.#abandon(call, layer + 1, now_ms);
    call.outcome = Outcome.timedOut;
    call.decidedBy = layer;
    this.watcher?.timedOut?.(call, layer, now_ms);
    this.#outward(call, layer, now_ms);
  }

  /** Leaves all layers from the innermost out to `outermost`, whose wishes no longer count. */
  #abandon(call: MachineCall<Owner>, outermost: number, now_ms: number): void {
    const { layers } = this;
    const { depth, phase } = call;
    call.phase = Phase.walking;
    if (phase === Phase.parked) {
      this.#waits[depth]?.remove(call.bounds);
      layers[depth]?.unpark?.(call);
    }
    for (let i = depth - 1; i >= outermost; i -= 1) {
      call.outcome = Outcome.cancelled;
      this.#bounds[i]?.remove(call.bounds);
      (layers[i] as Layer).leave(call, now_ms, i); // depth counts layers entered
    }
    call.outcome = Outcome.cancelled;
    call.error = undefined;
    call.value = undefined;
  }

  #wake(call: MachineCall<Owner>, now_ms: number): void {
    if (call.phase !== Phase.parked) return;
    const layer = call.depth;
    call.phase = Phase.woken;
    call.epoch += 1;
    call.depth = layer + 1;
    this.#waits[layer]?.remove(call.bounds);
    this.#begin(this.#bounds[layer], call, now_ms);
    this.#woken.push(call);
    this.watcher?.woken?.(call, layer, now_ms);
  }

  /** A bound or a wait begins. */
  #begin(
    list: BoundList<MachineCall<Owner>> | undefined,
    call: MachineCall<Owner>,
    now_ms: number,
  ): void {
    if (list === undefined) return;
    const due_ms = list.add(call.bounds, now_ms);
    if (due_ms < this.due_ms) this.due_ms = due_ms;
  }

  #rest(call: MachineCall<Owner>, phase: Phase, directive: Directive, depth: number): Directive {
    call.phase = phase;
    call.depth = depth;
    call.epoch += 1;
    call.directive = directive;
    return directive;
  }

  #renew(call: MachineCall<Owner>): void {
    call.phase = Phase.walking;
    call.outcome = Outcome.pending;
    call.error = undefined;
    call.value = undefined;
    call.decidedBy = -1;
  }

  #inward(call: MachineCall<Owner>, from: number, now_ms: number): Directive {
    const { layers } = this;
    const bounds = this.#bounds;
    this.#renew(call);
    for (let i = from; i < layers.length; i += 1) {
      const step = (layers[i] as Layer).enter(call, now_ms, i); // in range
      if (step === Step.pass) {
        this.#begin(bounds[i], call, now_ms);
      } else if (step === Step.park) {
        this.#begin(this.#waits[i], call, now_ms);
        this.watcher?.parked?.(call, i, now_ms);
        return this.#rest(call, Phase.parked, Directive.parked, i);
      } else {
        return this.#turn(call, i, now_ms);
      }
    }
    call.attempts += 1;
    return this.#rest(call, Phase.invoked, Directive.invoke, layers.length);
  }

  /** A layer answered instead of the callee. */
  #turn(call: MachineCall<Owner>, layer: number, now_ms: number): Directive {
    if (call.outcome === Outcome.refused) {
      call.decidedBy = layer;
      this.watcher?.refused?.(call, layer, now_ms);
    }
    return this.#outward(call, layer - 1, now_ms);
  }

  #outward(call: MachineCall<Owner>, from: number, now_ms: number): Directive {
    const { layers } = this;
    const bounds = this.#bounds;
    call.phase = Phase.walking;
    for (let i = from; i >= 0; i -= 1) {
      bounds[i]?.remove(call.bounds);
      const before = call.outcome;
      const step = (layers[i] as Layer).leave(call, now_ms, i); // in range
      if (step === Step.again) {
        this.watcher?.again?.(call, i, now_ms);
        if (call.delay_ms > 0) return this.#rest(call, Phase.sleeping, Directive.sleep, i);
        return this.#inward(call, i, now_ms);
      }
      if (call.outcome !== before && call.outcome === Outcome.degraded) {
        this.watcher?.degraded?.(call, i, now_ms);
      }
    }
    return this.#rest(call, Phase.idle, Directive.done, 0);
  }
}

/**
 * Composes layers into the machine that runs calls through them.
 *
 * @param layers outermost first. A layer belongs to one machine.
 * @throws RangeError when a layer's `bound_ms` or `wait_ms` is negative.
 */
export const createMachine = <Owner = unknown>(layers: readonly Layer[]): Machine<Owner> =>
  new LayerMachine<Owner>(layers);
