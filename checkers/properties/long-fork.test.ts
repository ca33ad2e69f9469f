import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oneByOne } from '../testing/of-events.ts';
import type { Value } from '../value.ts';
import { finish } from '../verdict.ts';
import { checkLongFork } from './long-fork.ts';

const write = (key: Value) => [0, 'write', [['w', key, 1]]] as const;
const read = (found: Readonly<Record<string, Value>>) =>
  [1, 'read', null, Object.entries(found).map(([key, value]) => ['r', key, value])] as const;

test('two reads that each miss what the other saw are a fork', () => {
  const { validity, summary, findings } = finish(
    checkLongFork(
      oneByOne(write('x'), write('y'), read({ x: 1, y: null }), read({ y: 1, x: null })),
    ),
  );
  assert.equal(validity, 'invalid');
  assert.equal(findings[0]?.kind, 'long-fork');
  assert.match(summary, /read "x" and not "y".*read "y" and not "x"/);
});

test('reads that saw the writes come in one order are none, nor are reads of different keys', () => {
  const { validity, counts } = finish(
    checkLongFork(
      oneByOne(
        read({ x: 1, y: 1, z: 1 }),
        read({ z: null, y: null, x: null }),
        read({ x: 1, y: null, z: null }),
        read({ x: 1, y: 1, z: null }),
        read({ y: 1, v: null }),
        read({ v: 1, u: null }),
      ),
    ),
  );
  assert.equal(validity, 'valid');
  assert.equal(counts.groups, 3);
});

test('a key written twice leaves it undecided, and what is no such history is refused', () => {
  assert.equal(finish(checkLongFork(oneByOne(write('x'), write('x')))).validity, 'unknown');
  assert.throws(
    () => finish(checkLongFork(oneByOne(read({ x: 1 }), read({ x: 2 })))),
    /test:3: "x" was read with two values/,
  );
  assert.throws(
    () =>
      finish(
        checkLongFork(
          oneByOne([
            0,
            'txn',
            [
              ['w', 'x', 1],
              ['r', 'y', 1],
            ],
          ]),
        ),
      ),
    /writes one key or reads several/,
  );
  assert.throws(() => finish(checkLongFork(oneByOne([0, 'read', 7]))), /is a list such as/);
});
