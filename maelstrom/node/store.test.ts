import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import echo from '../fixtures/echo.ts';
import { judge, simulate, testOptions } from '../index.ts';
import { createStoreFolder, removeEmpty, writeHistory, writeStore } from './store.ts';

const inStore = (body: (store: string) => void): void => {
  const folder = mkdtempSync(join(tmpdir(), 'dstudio-store-'));
  try {
    body(join(folder, 'store'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const at = new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 999));

test('tests of one moment have a folder each', () =>
  inStore((store) => {
    const folders = [1, 2, 3].map(() => createStoreFolder(store, 'echo', at));
    assert.deepEqual(
      folders.map((folder) => folder.slice(join(store, 'echo').length + 1)),
      ['20260102T030405.999', '20260102T030406.000', '20260102T030406.001'],
    );
    assert.equal(
      createStoreFolder(store, 'g-set', at),
      join(store, 'g-set', '20260102T030405.999'),
    );
  }));

test("a folder of somebody's in the place of a link is left alone, and the test is stored", () =>
  inStore((store) => {
    mkdirSync(join(store, 'latest', 'mine'), { recursive: true });
    mkdirSync(join(store, 'current'));
    const folder = createStoreFolder(store, 'echo', at);
    const observed = simulate(echo, testOptions({ workload: 'echo', timeLimit_ms: 500 }));
    const storing = { store, folder, began_ms: at.getTime(), command: '' };
    writeHistory(storing, observed);
    writeStore(storing, observed, judge(observed));
    assert.ok(existsSync(join(folder, 'results.edn')));
    assert.ok(existsSync(join(store, 'latest', 'mine')));
  }));

test('what is empty is taken away, and nothing else', () =>
  inStore((store) => {
    const one = createStoreFolder(store, 'echo', at);
    const other = createStoreFolder(store, 'echo', at);
    writeFileSync(join(other, 'history.txt'), '');
    removeEmpty(store, other);
    removeEmpty(store, one);
    assert.deepEqual(readdirSync(join(store, 'echo')), ['20260102T030406.000']);
    rmSync(other, { recursive: true });
    removeEmpty(store, createStoreFolder(store, 'echo', at));
    assert.equal(existsSync(store), false);
  }));
