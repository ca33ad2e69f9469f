import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Row } from '@dstudio/simulator';
import { saysOf } from './says.ts';

const says = (row: Partial<Row>): string =>
  saysOf({ at_ms: 20, kind: 'arrive', from: 'a', text: 'vote 1', ...row }).replaceAll(
    '\u202f',
    ' ',
  );

test('each kind of row is a sentence', () => {
  assert.equal(
    says({ to: 'b', sent_ms: 12 }),
    'At 20.0 ms b receives “vote 1” from a, sent at 12.0 ms',
  );
  assert.equal(says({ to: 'b', sent_ms: 20 }), 'At 20.0 ms b receives “vote 1” from a');
  assert.equal(says({ kind: 'lost', to: 'b' }), 'At 20.0 ms “vote 1” from a to b is lost');
  assert.equal(
    says({ to: 'b', repeated: { times: 3, last_ms: 50 } }),
    'At 20.0 ms b receives “vote 1” from a, 3 times until 50.0 ms',
  );
  assert.equal(
    says({ kind: 'fault', text: 'partition', also: ['c'] }),
    'At 20.0 ms a fault strikes a, c: partition',
  );
  assert.equal(says({ kind: 'operation', text: 'pay 6' }), 'At 20.0 ms somebody asks a: pay 6');
  assert.equal(
    says({ kind: 'failure', from: undefined, text: 'two leaders' }),
    'At 20.0 ms it fails: two leaders',
  );
  assert.equal(
    says({ kind: 'fault', from: undefined, text: 'all faults are healed' }),
    'At 20.0 ms: all faults are healed',
  );
});
