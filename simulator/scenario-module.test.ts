import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidInput } from '@dstudio/kernel';
import fc from 'fast-check';
import { type Scenario, scenariosOf } from './index.ts';

const good: Scenario = {
  name: 'good',
  lane: 'callback',
  length_ms: 10,
  faults: { faults: ['kill'], network: { loss: 0.1 } },
  sometimes: ['restarted'],
  build: () => undefined,
};

test('a module exports one scenario, or several', () => {
  assert.deepEqual(scenariosOf({ scenario: good }, 'x.ts'), [good]);
  const other = { ...good, name: 'other', settle_ms: 0, label: () => '' };
  assert.deepEqual(scenariosOf({ scenario: good, scenarios: [other] }, 'x.ts'), [good, other]);
});

const swarm = (faults: unknown): object => ({ scenario: { ...good, faults } });

test('what does not fit is said with the file, the scenario, the field and what to give', () => {
  const cases: readonly (readonly [object, RegExp])[] = [
    [{}, /^x\.ts: this module exports no scenario; write: export const scenario/],
    [{ scenarios: [] }, /exports no scenario/],
    [{ scenarios: good }, /`scenarios` is no list/],
    [{ scenarios: [good, good] }, /two scenarios are called 'good'/],
    [{ scenario: () => good }, /scenario number 1: it is no object/],
    [{ scenario: { ...good, name: '' } }, /scenario number 1: name is ""/],
    [{ scenario: { ...good, name: 'a\nb' } }, /name is "a\\nb"/],
    [{ scenario: { ...good, name: 'a'.repeat(151) } }, /of at most 150 characters/],
    [{ scenario: { ...good, lane: 'sync' } }, /scenario 'good': lane is "sync"; give 'callback'/],
    [{ scenario: { ...good, length_ms: 0 } }, /length_ms is 0/],
    [{ scenario: { ...good, length_ms: Number.NaN } }, /length_ms is null/],
    [{ scenario: { ...good, settle_ms: -1 } }, /settle_ms is -1/],
    [{ scenario: { ...good, faults: undefined } }, /faults is missing/],
    [{ scenario: { ...good, faults: { faults: ['fire'] } } }, /faults is \["fire"\]; .*partition/],
    [swarm(null), /scenario 'good': faults is null/],
    [swarm({ faults: null }), /faults\.faults is null; give a list out of/],
    [swarm({ network: null }), /faults\.network is null; give \{ loss/],
    [swarm({ network: { loss: 'much' } }), /faults\.network\.loss is "much"; give a share/],
    [swarm({ network: { loss: 7 } }), /faults\.network\.loss is 7; give a share from 0 to 1/],
    [swarm({ network: { latency_ms: -1 } }), /faults\.network\.latency_ms is -1; give a number/],
    [swarm({ disk: [] }), /faults\.disk is \[\]; give \{ survival/],
    [swarm({ disk: { names: 'lost' } }), /faults\.disk\.names is "lost"; give 'durable'/],
    [swarm({ disk: { survival: 2 } }), /faults\.disk\.survival is 2; give a share/],
    [swarm({ disk: { slow_ms: '1' } }), /faults\.disk\.slow_ms is "1"; give a number/],
    [swarm({ network: { los: 0.1 } }), /faults\.network has no 'los'; there are: loss, dup/],
    [swarm({ disk: { tornWrite: 0.1 } }), /faults\.disk has no 'tornWrite'/],
    [swarm({ latency_ms: 5 }), /faults has no 'latency_ms'; there are: every_ms/],
    [swarm({ every_ms: -1 }), /faults\.every_ms is -1; give a number, 0 or more/],
    [swarm({ drift_ppm: Number.NaN }), /faults\.drift_ppm is null/],
    [{ scenario: { ...good, sometimes: 'often' } }, /sometimes is "often"/],
    [{ scenario: { ...good, label: 'x' } }, /label is "x"/],
    [{ scenario: { ...good, build: undefined } }, /build is missing/],
  ];
  for (const [module, message] of cases) {
    assert.throws(() => scenariosOf(module, 'x.ts'), { name: 'InvalidInput', message });
  }
});

test('nothing that a module may hold makes it throw anything else', () => {
  const anything = fc.anything({ withBigInt: true, withNullPrototype: true, withDate: true });
  const field = fc.oneof(anything, fc.constant(undefined));
  const broken = fc
    .record(Object.fromEntries(Object.keys(good).map((key) => [key, field])))
    .map((fields) => ({ ...good, ...fields }));
  fc.assert(
    fc.property(fc.oneof(broken, anything), (one) => {
      try {
        scenariosOf({ scenario: one }, 'x.ts');
      } catch (error) {
        assert.ok(error instanceof InvalidInput, String(error));
      }
    }),
  );
});
