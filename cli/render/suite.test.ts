import assert from 'node:assert/strict';
import { test } from 'node:test';
import { captured } from '../testing.ts';
import { styleFor } from './style.ts';
import { renderSuite } from './suite.ts';

test('nothing that a scenario says steers the terminal', () => {
  const loud = 'x\u001b[2J\ry';
  const proof = {
    report: {
      scenario: 'small',
      seeds: 1,
      failed: 1,
      failures: [{ seed: 1, failure: { name: loud, message: loud, at_ms: 1 } }],
      reached: { [loud]: 1 },
      missing: [loud],
      ok: false,
      processed: 1,
    },
    of: 1,
    divergences: [
      { seed: 1, when: 'twice', line: 1, first: loud, second: `${loud} 2`, before: [loud] },
    ],
    shrunk: undefined,
    unshrunk: loud,
    files: undefined,
  } as const;
  const text = renderSuite(proof, undefined, 80, styleFor(captured(80)));
  assert.doesNotMatch(text, /[^\P{Cc}\n]/u);
  assert.equal(text.match(/x \[2J y/g)?.length, 8, text);
  assert.match(text, /^ {2}- x \[2J y\n {2}\+ x \[2J y 2$/m);
});
