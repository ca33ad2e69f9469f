import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FINDINGS_MAX } from '../verdict.ts';
import { Collector } from './collector.ts';

test('all findings are counted, of each kind the first are kept, and the rest are not even told', () => {
  const found = new Collector(['worse', 'bad']);
  let told = 0;
  for (let at = 0; at < 1000; at += 1) {
    for (const kind of ['bad', 'worse']) {
      found.add(kind, () => {
        told += 1;
        return { text: `${at}`, operations: [] };
      });
    }
  }
  assert.equal(found.count, 2000);
  assert.equal(told, 2 * FINDINGS_MAX);
  const texts = Array.from({ length: FINDINGS_MAX }, (_, at) => `${at}`);
  assert.deepEqual(
    found.findings.map(({ kind, text }) => `${kind} ${text}`),
    ['worse', 'bad'].flatMap((kind) => texts.map((text) => `${kind} ${text}`)),
  );
});
