import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProgress, progressOutput } from './progress.ts';
import { captured } from './testing.ts';

test('in a terminal one line is rewritten, ten times a second at most, and taken away', () => {
  const err = captured(40);
  let now_ms = 0;
  const progress = createProgress('Proving', err, () => now_ms);
  progress.update(1, 100);
  now_ms = 50;
  progress.update(2, 100);
  now_ms = 10_000;
  progress.update(50, 100);
  progress.end();
  progress.end();
  const lines = err.text.split('\r\x1b[K');
  assert.deepEqual(lines, [
    '',
    'Proving: 1 of 100 runs',
    'Proving: 50 of 100 runs, about 10 s lef',
    '',
  ]);
});

test('elsewhere there is a line every ten seconds and none for what is quick', () => {
  const err = captured();
  let now_ms = 0;
  const progress = createProgress('Proving', err, () => now_ms);
  for (; now_ms < 25_000; now_ms += 1000) progress.update(now_ms / 1000, 50);
  progress.end();
  assert.equal(
    err.text,
    'Proving: 10 of 50 runs, about 40 s left\nProving: 20 of 50 runs, about 30 s left\n',
  );
});

test('there is no estimate from the first few of many', () => {
  const last = (done: number, total: number): string => {
    const err = captured();
    let now_ms = 0;
    const progress = createProgress('Proving', err, () => now_ms);
    now_ms = 11_000;
    progress.update(done, total);
    return err.text;
  };
  assert.equal(last(1, 40_000), 'Proving: 1 of 40000 runs\n');
  assert.equal(last(1, 100), 'Proving: 1 of 100 runs\n');
  assert.equal(last(2, 100), 'Proving: 2 of 100 runs, about 8.98 min left\n');
  assert.match(last(200, 40_000), /200 of 40000 runs, about 36\.5 min left/);
});

test('beside a result in JSON, only a terminal shows it', () => {
  const shown = (width: number | undefined, json: boolean): string => {
    const err = captured(width);
    let now_ms = 0;
    const progress = createProgress('Proving', progressOutput(err, json), () => now_ms);
    now_ms = 11_000;
    progress.update(1, 100);
    return err.text;
  };
  assert.equal(shown(undefined, true), '');
  assert.equal(shown(undefined, false), 'Proving: 1 of 100 runs\n');
  assert.match(shown(80, true), /Proving: 1 of 100 runs/);
});
