import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { explain } from '../exit.ts';
import { createProgram } from '../program.ts';
import { captured, temporaryFolder } from '../testing.ts';

const SYSTEM = `dstudio: system/1
name: small
entries:
  front/handle: {}
services:
  front:
    operations:
      handle:
        time: !assumed 5ms
        calls: { cart/handle: { optional: yes } }
  cart: {}
`;

const TIMING = '--warmup 200ms --duration 500ms --restart 500ms --after 500ms --window 250ms'.split(
  ' ',
);

/** Runs a command and stops it once it says that so many runs of a stage are done. */
async function stopAt(stage: string, runs: number, ...args: readonly string[]) {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'small.yaml'), SYSTEM);
  const stop = new AbortController();
  const out = captured();
  const err = captured(80);
  const terminal = {
    out,
    err: {
      ...err,
      write: (text: string) => {
        err.write(text);
        const done = Number(new RegExp(`${stage}: (\\d+) of`).exec(text)?.[1] ?? -1);
        if (done >= runs) stop.abort(new Error('stopped'));
      },
    },
    stdin: (async function* () {})(),
    folder: folder.path,
    variables: {},
    signal: stop.signal,
  };
  const exit = await createProgram(terminal)
    .run(args)
    .catch((error: unknown) => explain(error, err, stop.signal));
  assert.ok(
    !existsSync(join(folder.path, '.dstudio')),
    'a command that was stopped writes nothing',
  );
  return { exit, out: out.text, err: err.text };
}

test('a proof that is stopped shows the faults that have finished, and ends with 130', async () => {
  // A thousand runs without a fault, a thousand of the first cell, and room for those under way.
  const small = ['prove', 'small.yaml', '--seeds', '1000', ...TIMING] as const;
  const stopped = ['Proving', 2_400, ...small] as const;
  const text = await stopAt(...stopped);
  assert.equal(text.exit, 130, text.err);
  assert.match(text.out, /^Partial, for it was stopped: \d+ of 14 faults finished\./m);
  assert.match(text.out, /^no fault .*holds$/m);
  assert.match(text.err, /Stopped\. Nothing was written\.\n$/);

  const json = await stopAt(...stopped, '--json');
  assert.equal(json.exit, 130);
  const { partial, cells } = JSON.parse(json.out);
  assert.equal(partial.cells, 14);
  assert.equal(partial.finished, cells.length);
});

test('a proof of a pattern that is stopped shows the seeds that have finished', async () => {
  const stopped = ['Proving', 3, 'prove', 'circuit-breaker', '--seeds', '100000'] as const;
  const text = await stopAt(...stopped);
  assert.equal(text.exit, 130, text.err);
  const [, finished] = /^Partial, for it was stopped: (\d+) of 100000 seeds/.exec(text.out) ?? [];
  assert.ok(Number(finished) >= 3, text.out);
  assert.match(text.out, new RegExp(`held in all of ${finished} seeds`));
  assert.match(text.err, /Stopped\. Nothing was written\.\n$/);

  const json = await stopAt(...stopped, '--json');
  assert.equal(json.exit, 130);
  const { seeds, partial, claims } = JSON.parse(json.out);
  assert.deepEqual([partial, claims[0].of], [{ seeds: 100_000 }, seeds]);
});

test('a search that is stopped shows what it has found, and ends with 130', async () => {
  const args = ['recommend', 'small.yaml', '--seeds', '1', '--faults', 'errors', ...TIMING];
  const text = await stopAt('Searching', 1, ...args, '--apply');
  assert.equal(text.exit, 130, text.err);
  assert.match(text.out, /^small: stopped after \d+ runs? of the search/m);
  const json = await stopAt('Searching', 1, ...args, '--json');
  assert.equal(json.exit, 130);
  assert.equal(JSON.parse(json.out).partial, true);
});
