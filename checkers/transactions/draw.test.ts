import assert from 'node:assert/strict';
import { it } from 'node:test';
import { finish } from '../verdict.ts';
import { checkListAppend, drawCycle, drawCycleSvg } from './index.ts';
import { together } from './testing/sketch.ts';

const found = (...transactions: string[]) => {
  const [anomaly] = finish(checkListAppend(together(...transactions))).findings;
  assert.ok(anomaly !== undefined);
  return anomaly;
};

it('draws a cycle as a line and as a picture', () => {
  const skew = found('ax1 ry', 'ay1 rx');
  assert.equal(drawCycle(skew), 'T1 --rw y--> T2 --rw x--> T1');
  const svg = drawCycleSvg(skew);
  assert.equal(svg.match(/<circle/g)?.length, 2);
  assert.equal(svg.match(/marker-end/g)?.length, 2);
  assert.match(
    svg,
    /<title>T2 = process 1, index 1, line 2: append y 1, r x \[\]<\/title>\n<circle/,
  );
  assert.match(svg, />T1 = process 0, index 0, line 1: append x 1, r y \[\]<\/text>/);
  assert.match(svg, /T1 read y as \[\] and did not see T2's append of 1/);
});

it('draws nothing where there is no cycle', () => {
  const aborted = found('fail ax1', 'rx1');
  assert.equal(drawCycle(aborted), '');
  assert.equal(drawCycleSvg(aborted), '');
});
