import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWebEnv } from './env.ts';
import { createLog } from './log.ts';

test('a seed decides the random stream; without one, each is its own', () => {
  const first = (seed?: number) => createWebEnv({ seed }).random.next();
  assert.equal(first(1), first(1));
  assert.notEqual(first(), first());
});

test('ports that were not opened say what to do', async () => {
  const { network, disk } = createWebEnv();
  assert.throws(() => network.address, /openNetwork/);
  await assert.rejects(disk.open('a'), /openDisk/);
});

test('the log goes to the console, from its level up', (t) => {
  const warn = t.mock.method(console, 'warn', () => {});
  const error = t.mock.method(console, 'error', () => {});
  const log = createLog({ level: 'error' });
  log.write('warn', 'not this');
  log.write('error', 'this', { port: 4000 });
  log.write('error', 'and this');
  assert.equal(warn.mock.callCount(), 0);
  assert.deepEqual(
    error.mock.calls.map((call) => call.arguments),
    [['this', { port: 4000 }], ['and this']],
  );
});
