import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { InvalidInput } from '@dstudio/kernel';
import { lab } from './example.lab.ts';
import { AmbientUse, goldenOf, type Lab, proveLab, runLab, runSeed } from './index.ts';
import { checkDeterminism, checkGolden } from './node/index.ts';

test('a lab runs by variant, with parsed values', () => {
  const run = runLab(lab, { seed: 1, variant: 'two', values: { service: '4ms' } });
  const same = runLab(lab, { seed: 1, variant: 'two', values: { service: 4 } });
  const slower = runLab(lab, { seed: 1, variant: 'two' });
  assert.deepEqual(run, same);
  assert.notEqual(run.hash, slower.hash);
  assert.throws(() => runLab(lab, { seed: 1, variant: 'three' }), /use one of: one, two/);
  assert.throws(
    () => runLab(lab, { seed: 1, variant: 'one', values: { service: '1h' } }),
    InvalidInput,
  );
});

test('the guard holds for the whole of a lab, not only inside its run', () => {
  const bad: Lab = {
    ...lab,
    run: () => ({ views: [], events: [], measures: { x: Date.now() } }),
  };
  assert.throws(() => runLab(bad, { seed: 1, variant: 'one' }), AmbientUse);
});

test('proving counts seeds, keeps the worst and names the first failure', async () => {
  const done: number[] = [];
  const [wait, busy] = await proveLab(lab, {
    seeds: 20,
    onProgress: (count, of) => {
      assert.equal(of, 20);
      done.push(count);
    },
  });
  assert.equal(done.length, 20);
  assert.ok(wait && busy);
  // Told apart by hand, from the same seeds.
  const seeds = Array.from({ length: 20 }, (_, i) => i + 1);
  const waits = seeds.map((seed) => runSeed(lab, seed).measures);
  const twos = waits.map(({ two }) => two?.wait_mean_ms ?? Number.NaN);
  const ones = waits.map(({ one }) => one?.wait_mean_ms ?? Number.NaN);
  assert.equal(wait.held, twos.filter((ms) => ms < 2).length);
  assert.equal(wait.worst, Math.max(...twos));
  assert.equal(busy.held, ones.filter((ms) => ms > 30).length);
  assert.equal(busy.worst, Math.min(...ones));
  assert.ok(busy.held > 0 && busy.held < 20, 'a claim that holds in some seeds only');
  assert.equal(busy.firstFailure, seeds[ones.findIndex((ms) => !(ms > 30))]);
  assert.equal(busy.of, 20);
});

test('what was not measured does not hold', async () => {
  const blind: Lab = {
    ...lab,
    claims: [
      {
        id: 'nan',
        text: 'Something unmeasured is low.',
        unit: 'ms',
        check: () => ({ measured: Number.NaN, limit: 1, holds: true }),
      },
    ],
  };
  const [proof] = await proveLab(blind, { seeds: [5] });
  assert.deepEqual([proof?.held, proof?.worst, proof?.firstFailure], [0, Number.NaN, 5]);
});

test('proving without seeds, or with an aborted signal, is refused', async () => {
  for (const seeds of [0, -1, 1.5, [], 1e9]) {
    await assert.rejects(proveLab(lab, { seeds }), InvalidInput);
  }
  const signal = AbortSignal.abort(new Error('no more'));
  await assert.rejects(proveLab(lab, { seeds: 2, signal }), /no more/);
});

test('the golden text is for a reader: rounded, with claims, without a hash', () => {
  const text = goldenOf(lab);
  assert.match(text, /^two-servers, seed 1\n/);
  assert.match(text, / {2}service: 8ms\n/);
  assert.match(text, /one: one server\n +\d+ ms {2}queue: ten are waiting\n/);
  assert.match(text, /wait_mean_ms = \d+(\.\d+)?\n/);
  assert.match(text, /With two servers .*\n {4}(holds|refuted): measured [\d.]+, limit 2\n/);
  assert.doesNotMatch(text, /[0-9a-f]{16}/);
  assert.equal(text, goldenOf(lab));
});

test('a golden file is written when asked for, and compared otherwise', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'golden-'));
  const golden = pathToFileURL(join(folder, 'lab.golden.txt'));
  try {
    await assert.rejects(checkGolden(lab, golden), /UPDATE_GOLDEN=1/);
    process.env.UPDATE_GOLDEN = '1';
    await checkGolden(lab, golden);
    delete process.env.UPDATE_GOLDEN;
    assert.equal(await readFile(golden, 'utf8'), goldenOf(lab));
    await checkGolden(lab, golden);
    await assert.rejects(checkGolden({ ...lab, slug: 'other' }, golden), /does not match/);
  } finally {
    delete process.env.UPDATE_GOLDEN;
    await rm(folder, { recursive: true });
  }
});

test('determinism is checked both ways', () => {
  checkDeterminism(lab);
  const constant: Lab = {
    ...lab,
    run: (world) => {
      world.at(1, () => {});
      world.run({ until_ms: 2 });
      return { views: [], events: [], measures: {} };
    },
  };
  assert.throws(() => checkDeterminism(constant), /does it use world.random/);
  let runs = 0;
  const leaky: Lab = {
    ...lab,
    run: (world) => {
      world.note(1, runs++);
      return { views: [], events: [], measures: {} };
    },
  };
  assert.throws(() => checkDeterminism(leaky), /two different runs/);
});
