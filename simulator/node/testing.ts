import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { goldenOf } from '../golden.ts';
import type { Lab } from '../lab.ts';
import { runSeed } from '../run-lab.ts';

/**
 * For a room's test: `lab.golden.txt` still says what the lab does. With UPDATE_GOLDEN=1 in the
 * environment it is written anew instead; read the difference before you keep it.
 *
 * @param golden where the file lies: `new URL('./lab.golden.txt', import.meta.url)`
 */
export const checkGolden = async (lab: Lab, golden: URL): Promise<void> => {
  const now = goldenOf(lab);
  if (process.env.UPDATE_GOLDEN === '1') {
    await writeFile(golden, now);
    return;
  }
  const before = await readFile(golden, 'utf8').catch(() => '');
  assert.equal(
    now,
    before.replaceAll('\r\n', '\n'),
    `${golden.pathname} does not match the lab any more; if that is meant, run with UPDATE_GOLDEN=1`,
  );
};

/** For a room's test: the same seed gives the same run twice, and another seed another. */
export const checkDeterminism = (lab: Lab): void => {
  const first = runSeed(lab, 1);
  assert.deepEqual(runSeed(lab, 1), first, `${lab.slug}: seed 1 gave two different runs`);
  const other = runSeed(lab, 2);
  for (const { id } of lab.variants) {
    assert.notEqual(
      other.hashes[id],
      first.hashes[id],
      `${lab.slug}, ${id}: seeds 1 and 2 gave the same run; does it use world.random?`,
    );
  }
};
