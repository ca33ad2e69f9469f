import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Env, File } from '@dstudio/kernel';
import { type Run, runScenario } from './index.ts';
import { host } from './node/index.ts';
import { replicated } from './replicated.scenario.ts';

const BYTES = Uint8Array.of(1);
/** What a module without types gives instead of what it should. */
const none = (value?: unknown): never => value as never;

const CALLS: readonly (readonly [
  said: string,
  call: (env: Env, file: File, run: Run) => unknown,
])[] = [
  ['a: the path of disk.open is missing; give a text', ({ disk }) => disk.open(none())],
  ['a: the path of disk.open is 5; give a text', ({ disk }) => disk.open(none(5))],
  ['a: the path of disk.remove is missing; give a text', ({ disk }) => disk.remove(none())],
  ['a: the path of disk.rename is null; give a text', ({ disk }) => disk.rename(none(null), 'f')],
  [
    'a: the new path of disk.rename is missing; give a text',
    ({ disk }) => disk.rename('f', none()),
  ],
  ['f: the offset of file.read is bigint; give a number', (_, file) => file.read(none(0n), 1)],
  ['f: the length of file.read is bigint; give a number', (_, file) => file.read(0, none(1n))],
  ['f: the offset of file.write is "0"; give a number', (_, file) => file.write(none('0'), BYTES)],
  ['f: the length of file.truncate is bigint; give a number', (_, f) => f.truncate(none(1n))],
  [
    'a: whom network.send sends to is missing; give a text',
    ({ network }) => network.send(none(), BYTES),
  ],
  [
    'a: whom network.send sends to is 5; give a text',
    ({ network }) => network.send(none(5), BYTES),
  ],
  ['a: the level of log.write is missing; give a text', ({ log }) => log.write(none(), 'x')],
  ['a: the message of log.write is missing; give a text', ({ log }) => log.write('info', none())],
  ['record: who did it is missing; give a text', (_, __, run) => run.record(none(), 'x')],
  [
    'record of a: what was done is 7; give a text',
    (_, __, { world }) => world.record('a', none(7)),
  ],
  [
    "run.issue of 'x': the node is missing; give a text",
    (_, __, run) => run.issue(9, none(), 'x', () => {}),
  ],
  ['run.node: the name is missing; give a text', (_, __, run) => run.node(none())],
];

for (const [said, call] of CALLS) {
  test(`a call without types is refused: ${said}`, async () => {
    const run = await runScenario(
      {
        ...replicated(1),
        lane: 'async',
        faults: {},
        build(run) {
          run.node('a', async (env) => {
            await call(env, await env.disk.open('f'), run);
          });
          return undefined;
        },
      },
      { seed: 1, host },
    );
    assert.deepEqual(run.failure, { name: 'threw InvalidInput', message: said, at_ms: 0.1 });
  });
}
