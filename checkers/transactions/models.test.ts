import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InvalidInput } from '@dstudio/kernel';
import { finish } from '../verdict.ts';
import { CONSISTENCY_MODELS, checkListAppend, consistencyModel } from './index.ts';
import { judgeModels } from './models.ts';
import { together } from './testing/sketch.ts';

/** All names that elle.consistency-model/all-models knows, several of one model in one line. */
const NAMES = [
  ['read-uncommitted', 'PL-1'],
  ['read-committed', 'PL-2'],
  ['cursor-stability', 'PL-CS'],
  ['monotonic-view', 'PL-2L'],
  ['monotonic-snapshot-read', 'PL-MSR'],
  ['consistent-view', 'PL-2+'],
  ['forward-consistent-view', 'PL-FCV'],
  ['snapshot-isolation', 'PL-SI'],
  ['repeatable-read', 'PL-2.99'],
  ['update-serializable', 'PL-3U'],
  ['serializable', 'PL-3', 'conflict-serializable'],
  ['strict-serializable', 'PL-SS', 'strong-serializable'],
  ['strong-session-read-uncommitted', 'strong-session-PL-1'],
  ['strong-session-read-committed', 'strong-session-PL-2'],
  ['strong-read-uncommitted', 'strong-PL-1'],
  ['strong-read-committed', 'strong-PL-2'],
  ['strong-session-snapshot-isolation'],
  ['strong-snapshot-isolation'],
  ['strong-session-serializable'],
  ['causal-cerone'],
  ['parallel-snapshot-isolation'],
  ['prefix'],
  ['read-atomic'],
  ['update-atomic'],
  ['monotonic-atomic-view'],
];

/** Models that Elle knows by name, and that none of its anomalies rules out. */
const SILENT = [
  '1SR',
  'PRAM',
  'causal',
  'linearizable',
  'monotonic-reads',
  'monotonic-writes',
  'read-your-writes',
  'sequential',
  'session-serializable',
  'view-serializable',
  'writes-follow-reads',
];

const badly = together('ax1 ay1', 'ax2 ay2', 'rx12 ry21');

describe('names of consistency models', () => {
  it('are those that Elle knows, and no others', () => {
    for (const names of NAMES) {
      for (const name of names) assert.equal(consistencyModel(name), names[0]);
    }
    for (const name of SILENT) assert.equal(consistencyModel(name), name);
    const known = [...NAMES.map(([name]) => name), ...SILENT];
    assert.deepEqual([...CONSISTENCY_MODELS].sort(), known.sort());
  });

  it('are listed where one is not known', () => {
    for (const name of ['acid', '', 'toString', 'pl-3']) {
      assert.throws(
        () => consistencyModel(name),
        (error) =>
          error instanceof InvalidInput &&
          error.message.includes(`no consistency model '${name}'`) &&
          [...NAMES.flat(), ...SILENT].every((one) => error.message.includes(one)),
      );
    }
  });

  it('each rule out what the model forbids', () => {
    for (const model of NAMES.flat()) {
      assert.equal(
        finish(checkListAppend(badly, { consistencyModel: model })).validity,
        'invalid',
        model,
      );
    }
  });

  it('leave it open where no anomaly speaks of the model', () => {
    for (const model of SILENT) {
      const { validity, summary, findings } = finish(
        checkListAppend(badly, { consistencyModel: model }),
      );
      assert.equal(validity, 'unknown', model);
      assert.match(summary, /nothing is said of it/);
      assert.deepEqual(findings, []);
    }
  });
});

describe('what anomalies say of models', () => {
  /** As elle.consistency-model/friendly-boundary has it. */
  const stronger: Readonly<Record<string, readonly string[]>> = {
    'G2-item-realtime': ['strict-serializable', ''],
    'G2-item-process': ['strong-session-serializable', 'strict-serializable'],
    'G2-item': ['repeatable-read', 'serializable strict-serializable strong-session-serializable'],
    'G-nonadjacent-realtime': ['strong-snapshot-isolation', 'strict-serializable'],
    'G-nonadjacent-process': [
      'strong-session-snapshot-isolation',
      'strict-serializable strong-session-serializable strong-snapshot-isolation',
    ],
    'G-nonadjacent': [
      'repeatable-read snapshot-isolation',
      'serializable strict-serializable strong-session-serializable strong-session-snapshot-isolation strong-snapshot-isolation',
    ],
    'G-single': [
      'consistent-view repeatable-read',
      'forward-consistent-view serializable snapshot-isolation strict-serializable strong-session-serializable strong-session-snapshot-isolation strong-snapshot-isolation update-serializable',
    ],
    'G1c-process': [
      'strong-session-read-committed',
      'strict-serializable strong-read-committed strong-session-serializable strong-session-snapshot-isolation strong-snapshot-isolation',
    ],
    'lost-update': [
      'cursor-stability update-atomic',
      'consistent-view forward-consistent-view parallel-snapshot-isolation repeatable-read serializable snapshot-isolation strict-serializable strong-session-serializable strong-session-snapshot-isolation strong-snapshot-isolation update-serializable',
    ],
  };
  for (const [anomaly, [not = '', alsoNot = '']] of Object.entries(stronger)) {
    it(`is what Elle says of ${anomaly}`, () => {
      const judged = judgeModels([anomaly]);
      assert.equal(judged.not.join(' '), not);
      assert.equal(judged.alsoNot.join(' '), alsoNot);
    });
  }

  it('never lets a model hold that is ruled out', () => {
    const names = Object.keys(stronger);
    for (const one of names) {
      for (const other of names) {
        const { out, not, alsoNot, holds } = judgeModels([one, other]);
        assert.deepEqual([...not, ...alsoNot].sort(), [...out].sort());
        assert.deepEqual(
          holds.filter((model) => out.includes(model)),
          [],
        );
        assert.ok(holds.length > 0);
      }
    }
  });
});
