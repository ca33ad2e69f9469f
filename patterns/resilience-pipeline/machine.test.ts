import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Call, type Layer, Outcome, Step } from '../policy.ts';
import { createMachine, Directive, type MachineCall } from './machine.ts';

const pass = (name: string, rest: Partial<Layer> = {}): Layer => ({
  name,
  enter: () => Step.pass,
  leave: () => Step.pass,
  ...rest,
});

/** Writes down what it sees; the names of outcomes make the log readable. */
const spy = (name: string, log: string[], rest: Partial<Layer> = {}): Layer => ({
  name,
  enter: (call, now_ms, slot) => {
    log.push(`${name}>`);
    return rest.enter?.(call, now_ms, slot) ?? Step.pass;
  },
  leave: (call, now_ms, slot) => {
    const outcome = Object.entries(Outcome).find(([, value]) => value === call.outcome)?.[0];
    log.push(`<${name} ${outcome}`);
    return rest.leave?.(call, now_ms, slot) ?? Step.pass;
  },
  ...(rest.bound_ms === undefined ? {} : { bound_ms: rest.bound_ms }),
});

const retryOnce = (delay_ms: number): Partial<Layer> => ({
  leave: (call) => {
    if (call.outcome === Outcome.ok || call.attempts > 1) return Step.pass;
    call.delay_ms = delay_ms;
    return Step.again;
  },
});

const end = (call: MachineCall, outcome: Outcome): void => {
  call.outcome = outcome;
};

describe('machine', () => {
  it('enters outermost first and leaves innermost first', () => {
    const log: string[] = [];
    const machine = createMachine([spy('a', log), spy('b', log)]);
    const call = machine.newCall(0);
    assert.equal(machine.start(call, 0), Directive.invoke);
    end(call, Outcome.ok);
    assert.equal(machine.settle(call, 5), Directive.done);
    assert.deepEqual(log, ['a>', 'b>', '<b ok', '<a ok']);
  });

  it('turns round at a layer that refuses, whose own leave is not called', () => {
    const log: string[] = [];
    const refuse = spy('b', log, {
      enter: (call) => {
        call.outcome = Outcome.refused;
        call.error = 'full';
        return Step.turn;
      },
    });
    const machine = createMachine([spy('a', log), refuse, spy('c', log)]);
    const call = machine.newCall(0);
    assert.equal(machine.start(call, 0), Directive.done);
    assert.deepEqual(log, ['a>', 'b>', '<a refused']);
    assert.equal(call.decidedBy, 1);
    assert.equal(call.error, 'full');
    assert.equal(call.attempts, 0);
  });

  it('tries again at once without a delay, and after it with one', () => {
    const log: string[] = [];
    for (const delay_ms of [0, 30]) {
      const machine = createMachine([spy('retry', log, retryOnce(delay_ms)), spy('in', log)]);
      const call = machine.newCall(0);
      machine.start(call, 0);
      end(call, Outcome.failed);
      if (delay_ms > 0) {
        assert.equal(machine.settle(call, 1), Directive.sleep);
        assert.equal(call.delay_ms, 30);
        assert.equal(machine.resume(call, 31), Directive.invoke);
      } else assert.equal(machine.settle(call, 1), Directive.invoke);
      assert.equal(call.outcome, Outcome.pending);
      end(call, Outcome.ok);
      assert.equal(machine.settle(call, 40), Directive.done);
      const once = ['retry>', 'in>', '<in failed', '<retry failed', 'retry>', 'in>'];
      assert.deepEqual(log.splice(0), [...once, '<in ok', '<retry ok']);
    }
  });

  it('shows a bound that ran out as cancelled further in, as timed out from there on', () => {
    const log: string[] = [];
    const bound = spy('bound', log, { bound_ms: 100 });
    const machine = createMachine([spy('out', log), bound, spy('in', log)]);
    const call = machine.newCall(0);
    machine.start(call, 10);
    assert.equal(machine.advance(109), undefined);
    assert.equal(machine.due_ms, 110);
    assert.equal(machine.advance(110), call);
    assert.equal(call.directive, Directive.done);
    assert.deepEqual(log.slice(3), ['<in cancelled', '<bound timedOut', '<out timedOut']);
    assert.equal(call.decidedBy, 1);
    assert.equal(machine.advance(110), undefined);
    assert.equal(machine.due_ms, Number.POSITIVE_INFINITY);
  });

  it('ignores answers and wake-ups that come too late', () => {
    const machine = createMachine([pass('retry', retryOnce(20)), pass('bound', { bound_ms: 100 })]);
    const call = machine.newCall(0);
    machine.start(call, 0);
    const first = call.epoch;
    assert.equal(machine.resume(call, 1), Directive.none);
    machine.advance(100);
    assert.equal(call.directive, Directive.sleep);
    assert.notEqual(call.epoch, first);
    assert.equal(machine.settle(call, 105), Directive.none);
    machine.cancel(call, 110);
    assert.equal(call.outcome, Outcome.cancelled);
    assert.equal(machine.resume(call, 120), Directive.none);
    assert.equal(machine.cancel(call, 120), Directive.none);
  });

  it('lets the outermost of two bounds decide when both run out together', () => {
    const bounds = ['deadline', 'timeout'].map((name) => pass(name, { bound_ms: 50 }));
    const machine = createMachine(bounds);
    const call = machine.newCall(0);
    machine.start(call, 0);
    machine.advance(50);
    assert.equal(call.decidedBy, 0);
    assert.equal(machine.advance(50), undefined);
  });

  it('leaves the layer that woke a call, also when the call is given up before it goes on', () => {
    const left: Call[] = [];
    const queue: Layer = {
      name: 'queue',
      enter: (call) => (call === first ? Step.pass : Step.park),
      leave: (call, now_ms) => {
        left.push(call);
        if (call === first) queue.wake?.(second, now_ms);
        return Step.pass;
      },
      unpark: () => assert.fail('it was woken, so it is parked no more'),
    };
    const machine = createMachine([queue]);
    const first = machine.newCall(0);
    const second = machine.newCall(0);
    machine.start(first, 0);
    assert.equal(machine.start(second, 0), Directive.parked);
    end(first, Outcome.ok);
    machine.settle(first, 1);
    assert.equal(machine.cancel(second, 1), Directive.done);
    assert.equal(machine.advance(1), undefined);
    assert.deepEqual(left, [first, second]);
  });

  it('gives calls out again as new', () => {
    const machine = createMachine([
      pass('a', {
        enter: (call, now, slot) => {
          assert.equal(call.slots[slot], 0);
          call.slots[slot] = now + 1;
          return Step.pass;
        },
      }),
    ]);
    const call = machine.newCall(0, 9);
    machine.start(call, 0);
    assert.throws(() => machine.free(call), /done/);
    end(call, Outcome.failed);
    machine.settle(call, 1);
    const { epoch } = call;
    machine.free(call);
    const again = machine.newCall(2);
    assert.equal(again, call);
    assert.equal(again.deadline_ms, Number.POSITIVE_INFINITY);
    assert.equal(again.attempts, 0);
    machine.start(again, 2);
    assert.ok(again.epoch > epoch);
  });

  it('turns a parked call round when it has waited long enough', () => {
    const log: string[] = [];
    const queue = pass('queue', {
      wait_ms: 30,
      enter: () => Step.park,
      expire: (call) => {
        call.outcome = Outcome.refused;
      },
    });
    const machine = createMachine([spy('out', log), queue]);
    const call = machine.newCall(0);
    assert.equal(machine.start(call, 0), Directive.parked);
    assert.equal(machine.advance(0), undefined);
    assert.equal(machine.due_ms, 30);
    assert.equal(machine.advance(30), call);
    assert.equal(call.directive, Directive.done);
    assert.equal(call.decidedBy, 1);
    assert.deepEqual(log, ['out>', '<out refused']);
  });

  it('refuses a bound that is no length of time', () => {
    assert.throws(() => createMachine([pass('a', { bound_ms: -1 })]), RangeError);
    assert.throws(() => createMachine([pass('a', { wait_ms: Number.NaN })]), RangeError);
  });
});

/** A layer of random behaviour that keeps account of permits: taken at enter, given back at leave. */
class Chaos implements Layer {
  readonly name = 'chaos';
  readonly bound_ms?: number;
  readonly wait_ms = 15;
  inside = new Set<Call>();
  waiting: Call[] = [];
  wake?: (call: Call, now_ms: number) => void;
  readonly #dice: () => number;
  constructor(dice: () => number, bound_ms: number | undefined) {
    this.#dice = dice;
    if (bound_ms !== undefined) this.bound_ms = bound_ms;
  }
  enter(call: Call): Step {
    assert.ok(!this.inside.has(call), 'entered twice');
    assert.equal(call.outcome, Outcome.pending);
    const roll = this.#dice();
    if (roll < 0.1) {
      call.outcome = Outcome.refused;
      return Step.turn;
    }
    if (roll < 0.25) {
      this.waiting.push(call);
      return Step.park;
    }
    this.inside.add(call);
    return Step.pass;
  }
  leave(call: Call, now_ms: number): Step {
    assert.ok(this.inside.delete(call), 'left without having entered');
    assert.notEqual(call.outcome, Outcome.pending);
    const next = this.waiting.shift();
    if (next !== undefined) {
      this.inside.add(next);
      this.wake?.(next, now_ms);
    }
    const roll = this.#dice();
    if (roll < 0.2 && call.attempts < 5) {
      call.delay_ms = roll < 0.1 ? 0 : 7;
      return Step.again;
    }
    if (roll > 0.9 && call.outcome === Outcome.failed) call.outcome = Outcome.degraded;
    return Step.pass;
  }
  expire(call: Call): void {
    this.unpark(call);
    call.outcome = Outcome.refused;
  }
  unpark(call: Call): void {
    const at = this.waiting.indexOf(call);
    assert.ok(at >= 0, 'unparked without being parked');
    this.waiting.splice(at, 1);
  }
}

describe('machine under random layers and events', () => {
  it('leaves once what it entered, unparks what it parked, and ends every call', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer({ min: 1, max: 60 })), { maxLength: 5 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 20, maxLength: 300 }),
        (stack, rolls) => {
          let at = 0;
          const dice = (): number => rolls[at++ % rolls.length] as number;
          const layers = stack.map((bound) => new Chaos(dice, bound ?? undefined));
          const machine = createMachine(layers);
          const live = new Set<MachineCall>();
          let now = 0;
          const obey = (call: MachineCall, directive: Directive): void => {
            if (directive !== Directive.done) return;
            live.delete(call);
            for (const layer of layers) {
              assert.ok(!layer.inside.has(call) && !layer.waiting.includes(call), 'left behind');
            }
            machine.free(call);
          };
          const advance = (): void => {
            for (let c = machine.advance(now); c !== undefined; c = machine.advance(now)) {
              obey(c, c.directive);
            }
          };
          for (let event = 0; event < rolls.length; event += 1) {
            now += dice() * 20;
            const roll = dice();
            const picked = [...live][Math.floor(dice() * live.size)];
            if (roll < 0.3 || picked === undefined) {
              const call = machine.newCall(now);
              live.add(call);
              obey(call, machine.start(call, now));
            } else if (roll < 0.4) obey(picked, machine.cancel(picked, now));
            else if (roll < 0.8) {
              // Stale on purpose: settles and resumes whatever state the call is in.
              if (picked.directive === Directive.invoke) {
                picked.outcome = roll < 0.6 ? Outcome.ok : Outcome.failed;
              }
              obey(picked, machine.settle(picked, now));
            } else obey(picked, machine.resume(picked, now));
            // A driver may be late: what was woken meanwhile can be given up before it goes on.
            if (dice() < 0.3) continue;
            advance();
            assert.ok(!(machine.due_ms <= now));
          }
          for (const call of [...live]) obey(call, machine.cancel(call, now));
          advance();
          for (const call of [...live]) obey(call, machine.cancel(call, now));
          assert.equal(live.size, 0);
          now = Math.max(now, Number.isFinite(machine.due_ms) ? machine.due_ms : now);
          advance();
          assert.equal(machine.due_ms, Number.POSITIVE_INFINITY);
          for (const layer of layers) assert.equal(layer.inside.size + layer.waiting.length, 0);
        },
      ),
      { numRuns: 300 },
    );
  });
});
