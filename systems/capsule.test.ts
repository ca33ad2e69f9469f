import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Capsule, inPlace, parseCapsule, printCapsule } from '@dstudio/simulator';
import fc from 'fast-check';
import { readSystemCapsule, replaySystem, systemCapsules } from './capsule.ts';
import { listCells } from './faults.ts';
import { run } from './job.ts';
import { proveSystem, resultOf } from './matrix.ts';
import { arbitrarySystem } from './testing.ts';
import { parseSystem } from './yaml/parse.ts';
import { printSystem } from './yaml/print.ts';

const timing = {
  warmup_ms: 200,
  fault_ms: 1_000,
  restart_ms: 500,
  detection_ms: 100,
  after_ms: 1_000,
  window_ms: 250,
};

/** Breaks with no fault at all: one worker, and twice the traffic that it can serve. */
const text = `dstudio: system/1
name: shop
entries:
  front/handle: { rate: 200/s }
services:
  front:
    zones: [north]
    concurrency: 1
    operations:
      handle: { time: 10ms, calls: { cart/handle: {} } }
  cart:
    operations:
      handle: { time: 3ms }
`;

const parsed = parseSystem(text, 'shop.yaml');
assert.ok(parsed.ok);
const { system } = parsed;
const matrix = await proveSystem(system, { execute: inPlace(run), timing, seeds: [4, 5] });
const capsules = systemCapsules(matrix, text);
const crash = capsules.find(({ name }) => name === 'shop crash cart seed 4')?.capsule;
assert.ok(crash);

describe('a capsule of a system', () => {
  it('is left for the run without a fault and for each that breaks, and repeats it', () => {
    assert.equal(capsules.length, 1 + listCells(system).length);
    for (const { name, capsule } of capsules) {
      const replay = replaySystem(parseCapsule(printCapsule(capsule)), name);
      assert.deepEqual([replay.same, replay.otherEngine], [true, false], name);
      assert.ok(replay.figures.broken.length > 0, name);
    }
    const [calm] = capsules;
    assert.ok(calm);
    assert.equal(calm.name, 'shop no fault seed 4');
    assert.equal(readSystemCapsule(calm.capsule).fault, undefined);
  });

  it('says what a run needs', () => {
    const { hash } = crash;
    const fault = { kind: 'crash', service: 'cart' };
    assert.deepEqual(readSystemCapsule(crash), { text, system, timing, fault, seed: 4, hash });
  });

  it('is not of what holds', () => {
    const whole = matrix.baseline.seeds.map((figures) => ({ ...figures, broken: [] }));
    const baseline = resultOf(matrix.baseline, whole, system.objectives);
    assert.deepEqual(systemCapsules({ ...matrix, baseline, cells: [] }, text), []);
  });

  it('says when it went another way, and when another engine made it', () => {
    const other = replaySystem({ ...crash, seed: 99 });
    assert.deepEqual([other.same, other.otherEngine], [false, false]);
    const later = replaySystem({ ...crash, engine: 99 });
    assert.deepEqual([later.same, later.otherEngine], [true, true]);
  });

  it('brings back any fault of any system', () => {
    const broken = { ...matrix.baseline.figures, seed: 1, hash: crash.hash };
    const faults = arbitrarySystem
      .map((any) => ({ any, cells: listCells(any) }))
      .filter(({ cells }) => cells.length > 0)
      .chain(({ any, cells }) => fc.tuple(fc.constant(any), fc.constantFrom(...cells)));
    fc.assert(
      fc.property(faults, ([any, { id, fault }]) => {
        const cell = resultOf(
          { id, fault },
          [{ ...broken, fast: 0, broken: ['latency'] }],
          system.objectives,
        );
        const found = { ...matrix, baseline: resultOf(cell, [], system.objectives), cells: [cell] };
        const [left] = systemCapsules(found, printSystem(any));
        assert.ok(left);
        assert.deepEqual(readSystemCapsule(left.capsule).fault, fault);
      }),
      { numRuns: 15 },
    );
  });

  it('that is none gets one clear message', () => {
    const timed = (change: Capsule['parameters']): Partial<Capsule> => ({
      parameters: { ...crash.parameters, ...change },
    });
    const cases: readonly (readonly [Partial<Capsule>, RegExp])[] = [
      [{ scenario: 'lab:bulkhead' }, /the capsule is of lab:bulkhead, not of a system/],
      [{ parameters: { ...timing } }, /holds no system/],
      [{ parameters: { system: 1, ...timing } }, /holds no system/],
      [{ parameters: { system: text } }, /the capsule's warmup_ms is no length of time/],
      [timed({ after_ms: -1 }), /after_ms is no length/],
      [timed({ after_ms: Number.NaN }), /after_ms is no length/],
      [timed({ fault_ms: 3_600_001 }), /fault_ms is no length/],
      [timed({ restart_ms: '1s' }), /restart_ms is no length/],
      [timed({ window_ms: 0 }), /window_ms is too short/],
      [timed({ window_ms: 0, after_ms: 0 }), /window_ms is too short/],
      [timed({ window_ms: 1e-6 }), /window_ms is too short/],
      [{ choices: [{}] }, /names no known fault/],
      [{ choices: [{ kind: 'gremlins', service: 'cart' }] }, /names no known fault/],
      [{ choices: [{ kind: 'crash', service: 'card' }] }, /no place for 'crash card'/],
      [{ choices: [{ kind: 'crash', service: 7 }] }, /no place for 'crash nothing'/],
      [{ choices: [{ kind: 'slow', from: 'front/handle' }] }, /no place for/],
      [{ choices: [...crash.choices, ...crash.choices] }, /names 2 faults, and a run has one/],
    ];
    for (const [change, message] of cases) {
      assert.throws(() => readSystemCapsule({ ...crash, ...change }, 'run.json'), {
        name: 'InvalidInput',
        message: new RegExp(`^run\\.json: .*${message.source}.*; use one that dstudio prove left$`),
      });
    }
    const broken = timed({ system: 'dstudio: system/1\nservices: [\n' });
    assert.throws(() => readSystemCapsule({ ...crash, ...broken }, 'run.json'), {
      name: 'SystemFileError',
      message: /^the system in run\.json:\d+:\d+ /,
    });
  });
});
