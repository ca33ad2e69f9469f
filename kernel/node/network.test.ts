import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidInput } from '../errors.ts';
import { type OpenNetwork, openNetwork } from './network.ts';

const next = (network: OpenNetwork) =>
  new Promise<{ from: string; message: Uint8Array }>((resolve) => {
    network.receive((from, message) => resolve({ from, message }));
  });

test('a datagram arrives with its sender and its bytes', async () => {
  const a = await openNetwork();
  const b = await openNetwork();
  const received = next(b);
  const buffer = Uint8Array.of(1, 2, 3);
  a.send(b.address, buffer);
  buffer.fill(0); // the sender may reuse its buffer
  const { from, message } = await received;
  assert.equal(from, a.address);
  assert.equal(message.constructor, Uint8Array);
  assert.deepEqual([...message], [1, 2, 3]);
  await Promise.all([a.close(), b.close()]);
});

test('a second receiver replaces the first, and cancelling the first then does nothing', async () => {
  const network = await openNetwork();
  const cancel = network.receive(() => assert.fail('it was replaced'));
  const received = next(network);
  cancel();
  network.send(network.address, Uint8Array.of(7));
  assert.deepEqual([...(await received).message], [7]);
  await network.close();
});

test('the largest datagram passes, a larger one is refused', async () => {
  const network = await openNetwork();
  const received = next(network);
  network.send(network.address, new Uint8Array(65_507));
  assert.equal((await received).message.length, 65_507);
  assert.throws(() => network.send(network.address, new Uint8Array(65_508)), InvalidInput);
  await network.close();
});

test('an address that is none is refused, a deaf one loses the message', async () => {
  const network = await openNetwork();
  for (const to of [
    '',
    'host',
    'host:',
    ':80',
    'host:0',
    'host:99999',
    'a b:80',
    '::1:80',
    'h:8x',
  ]) {
    assert.throws(() => network.send(to, new Uint8Array()), InvalidInput, to);
  }
  network.send('127.0.0.1:9', Uint8Array.of(1));
  const received = next(network);
  network.send(network.address, Uint8Array.of(2));
  await received;
  await network.close();
  await network.close();
  network.send(network.address, Uint8Array.of(3));
});

test('a port in use is the error of the system', async () => {
  const network = await openNetwork();
  const port = Number(network.address.split(':')[1]);
  await assert.rejects(openNetwork({ port }), { code: 'EADDRINUSE' });
  await network.close();
});
