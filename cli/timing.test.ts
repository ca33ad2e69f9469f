import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidInput } from '@dstudio/kernel';
import { defaultTiming } from '@dstudio/systems';
import { Command } from 'commander';
import { addTiming, timingOf } from './timing.ts';

const read = (...args: readonly string[]) => {
  const command = addTiming(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  command.parse(args, { from: 'user' });
  return timingOf(command.opts());
};

test('without options the timing is the default', () => {
  assert.deepEqual(read(), defaultTiming);
  assert.deepEqual(read('--after', '1m'), { ...defaultTiming, after_ms: 60_000 });
});

test('a run without a warm-up or a delay of detection is one; without a fault or an end it is none', () => {
  assert.equal(read('--warmup', '0s', '--detection', '0').detection_ms, 0);
  for (const flag of ['--duration', '--restart', '--after', '--window']) {
    for (const time of ['0s', '99ms', '-1s', '1d']) {
      assert.throws(() => read(flag, time), { name: 'CommanderError' }, `${flag} ${time}`);
    }
  }
  for (const flag of ['--warmup', '--detection']) {
    assert.throws(() => read(flag, '-1s'), { name: 'CommanderError' }, flag);
  }
  assert.throws(() => read('--after', '0s'), /--after[^]*from 100 ms to 10 min/);
});

test('a window longer than what it judges is refused', () => {
  assert.throws(() => read('--after', '500ms'), InvalidInput);
  assert.throws(
    () => read('--window', '16s'),
    /--window of 16 s does not fit into an --after of 15/,
  );
  assert.equal(read('--window', '15s').window_ms, 15_000);
});
