import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidInput } from '../errors.ts';
import { openNetwork } from './network.ts';

const next = (network: Awaited<ReturnType<typeof openNetwork>>) =>
  new Promise<{ from: string; bytes: readonly number[] }>((resolve) => {
    network.receive((from, message) => resolve({ from, bytes: [...message] }));
  });

test('messages reach the address they were sent to, and only that', async () => {
  const channel = 'test-deliver';
  const a = await openNetwork({ address: 'a', channel });
  const b = await openNetwork({ address: 'b', channel });
  const c = await openNetwork({ address: 'c', channel });
  c.receive(() => assert.fail('c was not meant'));
  const received = next(b);
  a.send('b', Uint8Array.of(1, 2, 3));
  assert.deepEqual(await received, { from: 'a', bytes: [1, 2, 3] });
  const echoed = next(a);
  a.send('a', Uint8Array.of(4));
  assert.deepEqual(await echoed, { from: 'a', bytes: [4] });
  await Promise.all([a.close(), b.close(), c.close()]);
  a.send('b', Uint8Array.of(1));
});

test('what others post to the channel is ignored', async () => {
  const channel = 'test-garbage';
  const network = await openNetwork({ address: 'a', channel });
  const stranger = new BroadcastChannel(channel);
  const received = next(network);
  for (const data of [null, 7, 'a', {}, { from: 1, to: 'a', message: new Uint8Array() }]) {
    stranger.postMessage(data);
  }
  stranger.postMessage({ from: 'x', to: 'a', message: 'text' });
  stranger.postMessage({ from: 'x', to: 'a', message: Uint8Array.of(9) });
  assert.deepEqual(await received, { from: 'x', bytes: [9] });
  stranger.close();
  await network.close();
});

test('addresses are unique unless given, and messages are bounded', async () => {
  const a = await openNetwork();
  const b = await openNetwork();
  assert.notEqual(a.address, b.address);
  assert.throws(() => a.send(b.address, new Uint8Array(65_508)), InvalidInput);
  await Promise.all([a.close(), b.close()]);
});
