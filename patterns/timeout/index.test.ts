import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseParameters } from '@dstudio/kernel';
import { judgeClaim, runSeed } from '@dstudio/simulator';
import { checkDeterminism, checkGolden } from '@dstudio/simulator/node';
import { type Layer, Outcome, Step } from '../policy.ts';
import { createMachine, Directive } from '../resilience-pipeline/machine.ts';
import { policy, Timeout } from './index.ts';
import { lab } from './lab.ts';

describe('timeout', () => {
  it('ends a call that takes too long, and not a moment before', () => {
    const machine = createMachine([new Timeout(100)]);
    const call = machine.newCall(0);
    machine.start(call, 10);
    assert.equal(machine.advance(109.9), undefined);
    assert.equal(machine.advance(110), call);
    assert.equal(call.directive, Directive.done);
    assert.equal(call.outcome, Outcome.timedOut);
  });

  it('lets an answer in time pass, whatever it is', () => {
    for (const outcome of [Outcome.ok, Outcome.failed]) {
      const machine = createMachine([new Timeout(100)]);
      const call = machine.newCall(0);
      machine.start(call, 0);
      call.outcome = outcome;
      assert.equal(machine.settle(call, 99), Directive.done);
      assert.equal(call.outcome, outcome);
      assert.equal(machine.advance(200), undefined);
    }
  });

  it('lowers the deadline for what is inside, and puts it back', () => {
    const seen: number[] = [];
    const probe: Layer = {
      name: 'probe',
      enter: (call) => {
        seen.push(call.deadline_ms);
        return Step.pass;
      },
      leave: (call) => {
        seen.push(call.deadline_ms);
        return Step.pass;
      },
    };
    const machine = createMachine([probe, new Timeout(100), probe, new Timeout(500), probe]);
    const call = machine.newCall(0, 5_000);
    machine.start(call, 10);
    call.outcome = Outcome.ok;
    machine.settle(call, 20);
    // The longer bound further in does not lengthen the shorter one.
    assert.deepEqual(seen, [5_000, 110, 110, 110, 110, 5_000]);
  });

  it('gives every attempt the same time', () => {
    let failures = 0;
    const again: Layer = {
      name: 'again',
      enter: () => Step.pass,
      leave: (call) => {
        failures += 1;
        call.delay_ms = 0;
        return failures < 3 ? Step.again : Step.pass;
      },
    };
    const machine = createMachine([again, new Timeout(100)]);
    const call = machine.newCall(0);
    machine.start(call, 0);
    const expired: number[] = [];
    for (let now_ms = 0; now_ms <= 400; now_ms += 1) {
      if (machine.advance(now_ms) !== undefined) expired.push(now_ms);
    }
    assert.deepEqual(expired, [100, 200, 300]);
  });

  it('says what is wrong with its settings', () => {
    for (const after_ms of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(() => new Timeout(after_ms), /after_ms is /);
    }
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
