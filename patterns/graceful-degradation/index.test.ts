import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeClaim, runSeed } from '@dstudio/simulator';
import { checkDeterminism, checkGolden } from '@dstudio/simulator/node';
import fc from 'fast-check';
import { type Call, type Layer, Outcome, Step } from '../policy.ts';
import { pipeline } from '../resilience-pipeline/index.ts';
import { createMachine } from '../resilience-pipeline/machine.ts';
import { Fallback, LastGood, policy } from './index.ts';
import { lab } from './lab.ts';

const run = (layers: readonly Layer[], outcome: Outcome, error?: unknown): Call => {
  const machine = createMachine(layers);
  const call = machine.newCall(0);
  machine.start(call, 0);
  call.outcome = outcome;
  call.error = error;
  call.value = outcome === Outcome.ok ? 'full' : undefined;
  machine.settle(call, 1);
  return call;
};

describe('fallback', () => {
  it('answers instead, says so, and keeps the reason', () => {
    const reason = new Error('down');
    const seen: unknown[] = [];
    const fallback = new Fallback((error) => {
      seen.push(error);
      return 'plain';
    });
    const call = run([fallback], Outcome.failed, reason);
    assert.equal(call.outcome, Outcome.degraded);
    assert.equal(call.value, 'plain');
    assert.equal(call.error, reason);
    assert.deepEqual(seen, [reason]);
  });

  it('speaks for failed, refused and timed out; never for an answer or for nobody', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(Outcome)), (outcome) => {
        const call = { ...run([], Outcome.ok), outcome } as Call;
        const bad = [Outcome.failed, Outcome.refused, Outcome.timedOut] as readonly Outcome[];
        assert.equal(new Fallback(() => 'plain').leave(call), Step.pass);
        assert.equal(call.outcome, bad.includes(outcome) ? Outcome.degraded : outcome);
        assert.equal(call.value, bad.includes(outcome) ? 'plain' : 'full');
      }),
    );
  });

  it('fails with what the fallback threw', () => {
    const none = new Error('nothing to give');
    const fallback = new Fallback(() => {
      throw none;
    });
    const call = run([fallback], Outcome.refused, new Error('full'));
    assert.equal(call.outcome, Outcome.failed);
    assert.equal(call.error, none);
  });

  it('may only be put around a call that is optional', () => {
    assert.deepEqual(policy.requires, ['optional']);
    assert.equal(policy.create({}, { random: undefined as never }).name, 'graceful-degradation');
  });
});

describe('last good answer', () => {
  it('is what a pipeline gives while the callee is ill', async () => {
    let now = 0;
    let ill = false;
    const seen = new LastGood<string>({ age_ms_max: 100, keys_max: 10 });
    const heard: string[] = [];
    const find = pipeline('recommendations', { on: ({ kind }) => heard.push(kind) })
      .fallback((_error, id: string) => seen.recall(id, now)?.value ?? 'nothing')
      .wrap(async (_context, id: string) => {
        if (ill) throw new Error('down');
        seen.keep(id, `for ${id}`, now);
        return `for ${id}`;
      });
    assert.equal(await find('tea'), 'for tea');
    ill = true;
    now = 50;
    assert.equal(await find('tea'), 'for tea');
    assert.equal(await find('cake'), 'nothing');
    now = 101;
    assert.equal(await find('tea'), 'nothing');
    assert.equal(heard.filter((type) => type === 'fallback').length, 3);
  });

  it('gives the last answer and its age until it is too old', () => {
    const answers = new LastGood<string>({ age_ms_max: 100, keys_max: 10 });
    assert.equal(answers.recall('a', 0), undefined);
    answers.keep('a', 'old', 0);
    answers.keep('a', 'new', 10);
    assert.deepEqual(answers.recall('a', 110), { value: 'new', age_ms: 100 });
    assert.equal(answers.recall('a', 111), undefined);
  });

  it('never gives what is older than allowed, nor another key’s answer, nor keeps too many', () => {
    const steps = fc.array(
      fc.record({
        after_ms: fc.integer({ min: 0, max: 40 }),
        key: fc.integer({ min: 0, max: 6 }),
        keep: fc.boolean(),
      }),
      { maxLength: 100 },
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), steps, (keys_max, story) => {
        const answers = new LastGood<string>({ age_ms_max: 50, keys_max });
        let now = 0;
        for (const { after_ms, key, keep } of story) {
          now += after_ms;
          if (keep) answers.keep(`${key}`, `${key} at ${now}`, now);
          else {
            const found = answers.recall(`${key}`, now);
            if (found === undefined) continue;
            assert.ok(found.age_ms <= 50);
            assert.equal(found.value, `${key} at ${now - found.age_ms}`);
          }
          assert.ok(answers.size <= keys_max);
        }
      }),
    );
  });

  it('says what is wrong with its settings', () => {
    assert.throws(() => new LastGood({ age_ms_max: 0, keys_max: 1 }), /age_ms_max is 0/);
    assert.throws(() => new LastGood({ age_ms_max: 1, keys_max: 0 }), /size_max is 0/);
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
