import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseParameters, Refused } from '@dstudio/kernel';
import { judgeClaim, runSeed } from '@dstudio/simulator';
import { checkDeterminism, checkGolden } from '@dstudio/simulator/node';
import fc from 'fast-check';
import { type Call, Outcome, Step } from '../policy.ts';
import { createMachine, Directive, type MachineCall } from '../resilience-pipeline/machine.ts';
import { Bulkhead, policy } from './index.ts';
import { lab } from './lab.ts';

const newCall = (): Call => ({
  started_ms: 0,
  deadline_ms: Number.POSITIVE_INFINITY,
  attempts: 0,
  outcome: Outcome.pending,
  error: undefined,
  value: undefined,
  delay_ms: 0,
  slots: [0],
});

describe('bulkhead', () => {
  it('takes so many at once, queues so many, refuses the rest at once', () => {
    const bulkhead = new Bulkhead({ concurrent: 2, queue: 1, wait_ms: 100 });
    const calls = [newCall(), newCall(), newCall(), newCall()] as const;
    assert.deepEqual(
      calls.map((call) => bulkhead.enter(call)),
      [Step.pass, Step.pass, Step.park, Step.turn],
    );
    assert.equal(calls[3].outcome, Outcome.refused);
    assert.ok(calls[3].error instanceof Refused);
    assert.equal(calls[3].error.by, 'bulkhead');
    assert.match(calls[3].error.message, /2 calls are inside and 1 wait/);
  });

  it('gives the place of a call that leaves to the one that waited longest', () => {
    const bulkhead = new Bulkhead({ concurrent: 1, queue: 5, wait_ms: 100 });
    const [first, second, third] = [newCall(), newCall(), newCall()];
    const woken: Call[] = [];
    bulkhead.wake = (call) => woken.push(call);
    for (const call of [first, second, third]) bulkhead.enter(call);
    bulkhead.leave(first, 10);
    assert.deepEqual(woken, [second]);
    assert.equal(bulkhead.inside, 1);
    // Nobody overtakes: the place was handed over, not freed.
    assert.equal(bulkhead.enter(newCall()), Step.park);
  });

  it('frees the place in the queue when a caller gives up', () => {
    const bulkhead = new Bulkhead({ concurrent: 1, queue: 1, wait_ms: 100 });
    const waiting = newCall();
    bulkhead.enter(newCall());
    bulkhead.enter(waiting);
    bulkhead.unpark(waiting);
    assert.equal(bulkhead.waiting, 0);
    assert.equal(bulkhead.enter(newCall()), Step.park);
  });

  it('refuses a call that waited too long, at that very moment', () => {
    const machine = createMachine([new Bulkhead({ concurrent: 1, queue: 2, wait_ms: 50 })]);
    const [inside, early, late] = [machine.newCall(0), machine.newCall(0), machine.newCall(0)];
    machine.start(inside, 0);
    assert.equal(machine.start(early, 10), Directive.parked);
    assert.equal(machine.start(late, 20), Directive.parked);
    assert.equal(machine.due_ms, 60);
    assert.equal(machine.advance(60), early);
    assert.equal(early.directive, Directive.done);
    assert.equal(early.outcome, Outcome.refused);
    assert.match(String(early.error), /no place became free within 50 ms/);
    inside.outcome = Outcome.ok;
    machine.settle(inside, 65);
    assert.equal(machine.advance(65), late);
    assert.equal(late.directive, Directive.invoke);
    assert.equal(machine.advance(1_000), undefined, 'inside, its wait is over');
  });

  it('keeps its bounds and its order, and loses nobody, whatever happens', () => {
    const limits = fc.record({
      concurrent: fc.integer({ min: 1, max: 4 }),
      queue: fc.integer({ min: 0, max: 4 }),
      wait_ms: fc.constantFrom(5, 30, Number.POSITIVE_INFINITY),
    });
    const events = fc.array(
      fc.record({
        after_ms: fc.integer({ min: 0, max: 10 }),
        what: fc.constantFrom('start', 'start', 'settle', 'cancel'),
        pick: fc.nat(),
      }),
      { minLength: 10, maxLength: 120 },
    );
    fc.assert(
      fc.property(limits, events, (settings, story) => {
        const bulkhead = new Bulkhead(settings);
        const machine = createMachine([bulkhead]);
        const inside = new Set<MachineCall>();
        const queue: MachineCall[] = [];
        const ended: MachineCall[] = [];
        let started = 0;
        let now = 0;
        const advance = (): void => {
          for (let call = machine.advance(now); call !== undefined; call = machine.advance(now)) {
            assert.equal(queue.shift(), call, 'first come, first served');
            if (call.directive === Directive.invoke) inside.add(call);
            else ended.push(call);
          }
        };
        for (const { after_ms, what, pick } of story) {
          now += after_ms;
          advance();
          if (what === 'start') {
            const call = machine.newCall(now);
            started += 1;
            const directive = machine.start(call, now);
            if (directive === Directive.invoke) inside.add(call);
            else if (directive === Directive.parked) queue.push(call);
            else {
              assert.equal(queue.length, settings.queue, 'refused only when the queue is full');
              ended.push(call);
            }
          } else {
            const among = what === 'settle' ? [...inside] : [...inside, ...queue];
            const call = among[pick % Math.max(1, among.length)];
            if (call === undefined) continue;
            if (what === 'settle') {
              call.outcome = Outcome.failed;
              machine.settle(call, now);
            } else machine.cancel(call, now);
            inside.delete(call);
            if (queue.includes(call)) queue.splice(queue.indexOf(call), 1);
            ended.push(call);
          }
          advance();
          assert.ok(inside.size <= settings.concurrent);
          assert.ok(queue.length <= settings.queue);
          assert.equal(bulkhead.inside, inside.size);
          assert.equal(bulkhead.waiting, queue.length);
          assert.equal(inside.size + queue.length + ended.length, started, 'nobody is lost');
          assert.ok(queue.length === 0 || inside.size === settings.concurrent, 'no idle place');
        }
      }),
      { numRuns: 200 },
    );
  });

  it('says what is wrong with its settings', () => {
    const good = { concurrent: 1, queue: 0, wait_ms: 1 };
    assert.throws(() => new Bulkhead({ ...good, concurrent: 0 }), /concurrent is 0/);
    assert.throws(() => new Bulkhead({ ...good, concurrent: 1.5 }), /concurrent is 1.5/);
    assert.throws(() => new Bulkhead({ ...good, queue: -1 }), /queue is -1/);
    assert.throws(() => new Bulkhead({ ...good, wait_ms: Number.NaN }), /wait_ms is NaN/);
  });

  it('offers candidates that its own parameters accept', () => {
    for (const candidate of policy.candidates) {
      assert.ok(parseParameters(policy.parameters, candidate).ok);
    }
  });
});

describe('lab', () => {
  it('does what its golden file says, the same way each time', async () => {
    await checkGolden(lab, new URL('./lab.golden.txt', import.meta.url));
    checkDeterminism(lab);
  });

  it('keeps its claims', () => {
    const { measures } = runSeed(lab, 7);
    for (const claim of lab.claims) assert.ok(judgeClaim(claim, measures).holds, claim.text);
  });
});
