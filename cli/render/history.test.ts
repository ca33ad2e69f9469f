import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkHistory, parseHistory } from '@dstudio/checkers';
import { renderHistory } from './history.ts';
import { plain } from './style.ts';

const render = (model: string, width: number, ...events: readonly string[]): string =>
  renderHistory(
    checkHistory(parseHistory(events.join('\n'), { file: 'history.edn' }), model),
    width,
    plain,
  );

test('an explanation of many lines stands below its name, each line under its own beginning', () => {
  const text = render(
    'list-append',
    70,
    '{:process 0 :type :invoke :f :txn :value [[:append :x 1] [:r :y nil]]}',
    '{:process 1 :type :invoke :f :txn :value [[:append :y 1] [:r :x nil]]}',
    '{:process 0 :type :ok :f :txn :value [[:append :x 1] [:r :y []]]}',
    '{:process 1 :type :ok :f :txn :value [[:append :y 1] [:r :x []]]}',
  );
  assert.equal(
    text,
    `invalid list-append
Not strict-serializable: G2-item. Nothing here rules out
strong-snapshot-isolation.

G2-item
  Let:
    T1 = process 0, index 0, line 1: append x 1, r y []
    T2 = process 1, index 1, line 2: append y 1, r x []
  Then:
    - T1 < T2, because T1 read y as [] and did not see T2's append
      of 1.
    - However, T2 < T1, because T2 read x as [] and did not see T1's
      append of 1: a cycle.

transactions 2, ok 2, info 0, fail 0
`,
  );
});

test('a sentence stands beside its name', () => {
  const text = render(
    'unique-ids',
    80,
    ...['a', 'a', 'b', 'b'].flatMap((id) => [
      '{:process 0 :type :invoke :f :generate :value nil}',
      `{:process 0 :type :ok :f :generate :value "${id}"}`,
    ]),
  );
  assert.match(text, /^duplicated?: .*"?b"?.* See lines 5 and 7\.$/m);
  assert.match(text, /^See lines 1 and 3\.$/m);
});

test('what a history says cannot steer the terminal', () => {
  const key = '"\u001b[2Jx\u009b"';
  const text = render(
    'list-append',
    90,
    `{:process 0 :type :ok :f :txn :value [[:r ${key} [1 1]]]}`,
    `{:process 1 :type :ok :f :txn :value [[:append ${key} 1]]}`,
  );
  assert.match(text, /r ".*\[2Jx/);
  assert.doesNotMatch(text, /[^\P{Cc}\n]/u);
});
