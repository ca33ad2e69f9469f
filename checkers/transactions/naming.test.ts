import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseHistory } from '../formats/parse.ts';
import { finish } from '../verdict.ts';
import { checkListAppend, checkRwRegister } from './index.ts';
import { describeTransaction } from './naming.ts';
import { together } from './testing/sketch.ts';

const HISTORY = `
{:index 0 :time 1000000 :process 0 :type :invoke :f :txn :value [[:append :x 1]]}
{:index 1 :time 1204000 :process 0 :type :ok :f :txn :value [[:append :x 1]]}
{:index 2 :time 1204027 :process 1 :type :invoke :f :txn :value [[:r :x nil] [:append :y 1]]}
{:index 3 :time 2500000 :process 1 :type :ok :f :txn :value [[:r :x []] [:append :y 1]]}
{:index 4 :time 2600000 :process 2 :type :invoke :f :txn :value [[:r :x nil]]}
{:index 5 :time 2700000 :process 2 :type :ok :f :txn :value [[:r :x [1]]]}`;

it('says who is who before it says why, with the places and times that the history has', () => {
  const [anomaly] = finish(
    checkListAppend(parseHistory(HISTORY.trim(), { file: 'h.edn' })),
  ).findings;
  assert.equal(
    anomaly?.text,
    `Let:
  T1 = process 0, index 0, line 1, 0.001 s to 0.001204 s: append x 1
  T2 = process 1, index 2, line 3, 0.001204027 s to 0.0025 s: r x [], append y 1
Then:
  - T1 < T2, because T1 completed 0.000027 ms before T2 began.
  - However, T2 < T1, because T2 read x as [] and did not see T1's append of 1: a cycle.`,
  );
  assert.deepEqual(
    anomaly.operations.map(({ name, index }) => [name, index]),
    [
      ['T1', 0],
      ['T2', 2],
    ],
  );
});

it('shows what did not commit as what was asked, and cuts long transactions', () => {
  const [info, fail] = together(
    'info ax1 rx',
    `fail ${Array.from({ length: 30 }, (_, i) => `ay${i}`).join(' ')}`,
  ).operations;
  assert.ok(info !== undefined && fail !== undefined);
  assert.equal(describeTransaction(info), 'process 0, index 0, line 1, crashed: append x 1, r x');
  assert.match(describeTransaction(fail), /aborted: append y 0, .*append y 23, and 6 more$/);
});

it('shows of a long list what matters', () => {
  const list = (...elements: number[]): string => `:r :x [${elements.join(' ')}]`;
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
  const reads = (...bodies: string[]): string =>
    bodies
      .flatMap((body, process) => [
        `{:process ${process} :type :invoke :f :txn :value [[${body}]]}`,
        `{:process ${process} :type :ok :f :txn :value [[${body}]]}`,
      ])
      .join('\n');
  const writes = upTo(40).map((element) => `:append :x ${element}`);
  const textOf = (kind: string, ...bodies: string[]): string | undefined =>
    finish(checkListAppend(parseHistory(reads(...writes, ...bodies), { file: 'h.edn' }))).anomalies[
      kind
    ]?.examples[0]?.text;
  const swapped = upTo(40);
  [swapped[19], swapped[20]] = [21, 20];
  assert.match(
    textOf('incompatible-order', list(...swapped), list(...upTo(38))) ?? '',
    /read x as \[\.\.\. 18 19 20 21 22 \.\.\.\], but T2 read it as \[\.\.\. 18 19 21 20 22 \.\.\.\]/,
  );
  assert.match(
    textOf('G0-realtime', list(...swapped)) ?? '',
    /T1 appended 20 to x after T2 appended 21 \(process 40 read \[\.\.\. 21 20 \.\.\.\] at line 81\)/,
  );
});

it('says what shows that a register had one value before the other', () => {
  const text = (options: object): string | undefined =>
    finish(checkRwRegister(together('wx1', 'rx1 wx2 wy1', 'rx1 ry1'), options)).findings[0]?.text;
  assert.match(
    text({}) ?? '',
    /T2 read x as 1, which T1 also read and then overwrote with 2: a cycle/,
  );
});

it('names the index of a transaction that has no line', () => {
  const { operations, ...rest } = together('ax1 ay1', 'ax2 ay2', 'rx12 ry21');
  const bare = operations.map((one) => ({ ...one, line: undefined }));
  const [anomaly] = finish(checkListAppend({ ...rest, operations: bare })).findings;
  assert.match(anomaly?.text ?? '', /T1 = process 0, index 0: append x 1, append y 1\n/);
  assert.match(anomaly?.text ?? '', /\(process 2 read \[1 2\] at index 2\)/);
});

it('names a transaction once that contradicts itself', () => {
  const { anomalies } = finish(checkListAppend(together('ax1', 'ax2', 'rx12 rx21')));
  const [clash] = anomalies['incompatible-order']?.examples ?? [];
  assert.equal(clash?.operations.length, 1);
  assert.match(clash.text, /T1 read x as \[2 1\], and also as \[1 2\]/);
});
