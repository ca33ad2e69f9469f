import { type Call, type Layer, Step } from '../policy.ts';

/**
 * Bounds the time that everything further in may take, and lowers `call.deadline_ms` to that while
 * inside, so that whatever is further in can tell what is left. Around one attempt it is a timeout,
 * around all of them a deadline.
 *
 * What ran out of time is abandoned, not undone: the callee may still do the work.
 */
export class Timeout implements Layer {
  readonly name: string;
  readonly bound_ms: number;

  /** @throws RangeError when `after_ms` is not above zero and finite. */
  constructor(after_ms: number, name = 'timeout') {
    if (!(after_ms > 0 && after_ms < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`after_ms is ${after_ms}; it has to be above zero and finite`);
    }
    this.bound_ms = after_ms;
    this.name = name;
  }

  enter(call: Call, now_ms: number, slot: number): Step {
    const due_ms = now_ms + this.bound_ms;
    call.slots[slot] = call.deadline_ms;
    if (due_ms < call.deadline_ms) call.deadline_ms = due_ms;
    return Step.pass;
  }

  leave(call: Call, _now_ms: number, slot: number): Step {
    call.deadline_ms = call.slots[slot] as number; // written by `enter`
    call.slots[slot] = 0;
    return Step.pass;
  }
}
