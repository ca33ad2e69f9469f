import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InvalidInput } from '@dstudio/kernel';
import type { History } from '../history/operation.ts';
import { finish } from '../verdict.ts';
import { checkListAppend, checkRwRegister } from './index.ts';
import { inTurn, sketch, together } from './testing/sketch.ts';

const writeSkew = together('ax1 ry', 'ay1 rx');

describe('the verdict', () => {
  it('depends on the model that is asked for', () => {
    const under = (consistencyModel: string) =>
      finish(checkListAppend(writeSkew, { consistencyModel })).validity;
    assert.equal(under('snapshot-isolation'), 'valid');
    assert.equal(under('read-committed'), 'valid');
    assert.equal(under('repeatable-read'), 'invalid');
    assert.equal(under('serializable'), 'invalid');
    assert.equal(under('PL-3'), 'invalid');
    assert.equal(under('strong-serializable'), 'invalid');
    assert.equal(finish(checkListAppend(writeSkew)).consistencyModel, 'strict-serializable');
  });

  it('names what is found even where it is allowed', () => {
    const verdict = finish(checkListAppend(writeSkew, { consistencyModel: 'snapshot-isolation' }));
    assert.deepEqual(verdict.findings, []);
    assert.deepEqual(Object.keys(verdict.anomalies), ['G2-item']);
    assert.deepEqual(verdict.not, ['repeatable-read']);
    assert.deepEqual(verdict.holds, ['strong-snapshot-isolation']);
  });

  it('is that the strictest model holds where nothing is wrong', () => {
    const verdict = finish(checkListAppend(inTurn('ax1', 'rx1', 'ax2', 'rx12')));
    assert.equal(verdict.validity, 'valid');
    assert.deepEqual(verdict.holds, ['strict-serializable']);
    assert.deepEqual([verdict.not, verdict.alsoNot], [[], []]);
  });

  it('is unknown where no transaction depends on another', () => {
    const empty = { operations: [], events: 0, file: 'empty' };
    assert.equal(finish(checkListAppend(empty)).validity, 'unknown');
    assert.equal(finish(checkListAppend(together('ax1', 'ay1'))).validity, 'unknown');
    const inTime = inTurn('ax1', 'ay1');
    assert.equal(finish(checkListAppend(inTime)).validity, 'valid');
    assert.equal(
      finish(checkListAppend(inTime, { consistencyModel: 'serializable' })).validity,
      'unknown',
    );
  });

  it('takes registers at their word where that is asked for', () => {
    const backwards = sketch('0 invoke\n0 ok wx1\n0 invoke\n0 ok wx2\n1 invoke\n1 ok rx1');
    const kinds = (options: object) =>
      Object.keys(finish(checkRwRegister(backwards, options)).anomalies);
    assert.deepEqual(kinds({}), ['G-single-realtime']);
    assert.deepEqual(kinds({ linearizableKeys: true }), ['cyclic-versions']);
    assert.deepEqual(kinds({ sequentialKeys: true }), ['G-single-realtime']);
  });
});

describe('a value of a register that nobody wrote', () => {
  const kinds = (history: History, options: object = {}) =>
    Object.keys(finish(checkRwRegister(history, options)).anomalies);

  it('comes before what was written by one who read it, as in Elle', () => {
    assert.deepEqual(kinds(together('ry1 wx1 wy2', 'rx1 ry1')), ['G-single']);
  });

  it('was there at any time, unless keys are trusted', () => {
    const back = inTurn('wx1', 'rx2', 'rx1');
    assert.deepEqual(kinds(back), []);
    assert.deepEqual(kinds(back, { linearizableKeys: true }), ['cyclic-versions']);
  });

  it('takes part in write skew where time shows that it came first', () => {
    const skew = sketch(`0 invoke
      0 ok rx1 ry1
      1 invoke
      2 invoke
      1 ok rx1 wy2
      2 ok ry1 wx2`);
    const options = { linearizableKeys: true, consistencyModel: 'serializable' };
    assert.deepEqual(kinds(skew, options), ['G2-item']);
  });
});

describe('what cannot be used', () => {
  const refused = (run: () => unknown, message: RegExp): void => {
    assert.throws(run, (error) => error instanceof InvalidInput && message.test(error.message));
  };
  const of = (value: string): History => {
    const history = together('ax1');
    const [only] = history.operations;
    assert.ok(only !== undefined);
    return { ...history, operations: [{ ...only, output: JSON.parse(value) }] };
  };

  it('is refused with place and remedy', () => {
    refused(
      () => finish(checkListAppend(writeSkew, { consistencyModel: 'acid' })),
      /no consistency model 'acid'; choose one of .*serializable/,
    );
    refused(() => finish(checkListAppend(together('ax1', 'ax1'))), /0 and 1 both append 1 to x/);
    refused(() => finish(checkRwRegister(together('wx1', 'wx1'))), /0 and 1 both write 1 to x/);
    refused(() => finish(checkListAppend(of('[["w","x",1]]'))), /does not know .*"w" "x" 1/);
    refused(() => finish(checkListAppend(of('[["r"]]'))), /does not know/);
    refused(() => finish(checkListAppend(of('7'))), /7 stands where micro-operations should be/);
    refused(() => finish(checkListAppend(of('[["r","x",7]]'))), /reads x as 7, which is no list/);
    refused(() => finish(checkRwRegister(of('[["w","x",null]]'))), /writes nil to x/);
  });

  it('is not a failed append that was tried again', () => {
    const verdict = finish(checkListAppend(together('fail ax1', 'ax1', 'rx1')));
    assert.deepEqual(verdict.findings, []);
  });
});
