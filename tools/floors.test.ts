import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { rules } from '../.dependency-cruiser.mjs';
import { breaches } from './floors.ts';

/** A house in which each rule is broken by one import, as [file, what it imports, the rule]. */
const BROKEN: readonly (readonly [file: string, target: string, rule: string])[] = [
  ['kernel/up.ts', '../structures/heap.ts', 'kernel-imports-down'],
  ['structures/up.ts', '../simulator/world.ts', 'structures-imports-down'],
  ['checkers/up.ts', '../simulator/world.ts', 'checkers-imports-down'],
  ['simulator/up.ts', '../patterns/policy.ts', 'simulator-imports-down'],
  ['maelstrom/up.ts', '../patterns/policy.ts', 'maelstrom-imports-down'],
  ['patterns/up.ts', '../catalog/page.ts', 'patterns-imports-down'],
  ['catalog/up.ts', '../systems/system.ts', 'catalog-imports-down'],
  ['systems/up.ts', '../cli/main.ts', 'systems-imports-down'],
  ['bench/bugs/up.ts', '../../cli/main.ts', 'bench/bugs-imports-down'],
  ['cli/up.ts', '../web/main.ts', 'cli-imports-down'],
  ['kernel/egg.ts', './hen.ts', 'no-circle'],
  ['patterns/retry/index.ts', '../../simulator/world.ts', 'simulator-in-labs-only'],
  ['patterns/retry/face.ts', './lab.ts', 'labs-are-leaves'],
  ['patterns/retry/store.ts', 'driver', 'drivers-in-adapters-only'],
  ['kernel/lean.ts', 'driver', 'kernel-stands-alone'],
  ['catalog/run.ts', '../patterns/policy.ts', 'catalog-reads-only'],
  ['systems/disk.ts', 'node:fs', 'no-host-in-pure-code'],
  ['systems/host.ts', '../kernel/node/clock.ts', 'shells-are-leaves'],
  ['web/disk.ts', 'node:fs', 'web-without-node'],
  ['web/shell.ts', '../kernel/node/clock.ts', 'web-without-node-shells'],
  ['web/door.ts', '../cli/main.ts', 'doors-apart'],
  ['cli/borrow.ts', './main.test.ts', 'tests-are-leaves'],
  ['cli/pretend.ts', '../catalog/fixture.ts', 'fixtures-in-tests-only'],
  ['systems/tool.ts', '../tools/check.ts', 'tools-apart'],
  ['cli/lost.ts', './nowhere.ts', 'resolvable'],
  ['cli/chance.ts', 'undeclared', 'declared'],
];

/** Imports that are right, though they look like the ones above. */
const SOUND: readonly (readonly [file: string, target: string])[] = [
  ['kernel/hen.ts', './egg.ts'],
  ['patterns/retry/lab.ts', '../../simulator/world.ts'],
  ['patterns/retry/index.test.ts', '../../simulator/world.ts'],
  ['patterns/retry/postgres.ts', 'driver'],
  ['kernel/node/clock.ts', 'node:fs'],
  ['kernel/clock.test.ts', 'node:fs'],
  ['catalog/fixture.ts', 'node:assert'],
  ['catalog/fixture.test.ts', './fixture.ts'],
  ['systems/system.ts', '../patterns/policy.ts'],
  ['web/main.ts', '../systems/system.ts'],
  ['web/bugs.ts', '../bench/bugs/index.ts'],
  ['cli/main.ts', '../catalog/page.ts'],
];

const EMPTY = [
  'kernel/env.ts',
  'structures/heap.ts',
  'simulator/world.ts',
  'patterns/policy.ts',
  'catalog/page.ts',
  'cli/main.test.ts',
  'tools/check.ts',
  'bench/bugs/index.ts',
];

const house = mkdtempSync(join(tmpdir(), 'dstudio-house-'));
after(() => rmSync(house, { recursive: true, force: true }));

function put(path: string, text: string): void {
  const file = join(house, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

put('package.json', '{ "name": "house", "type": "module", "dependencies": { "driver": "1.0.0" } }');
for (const name of ['driver', 'undeclared']) {
  put(`node_modules/${name}/package.json`, `{ "name": "${name}", "main": "./index.js" }`);
  put(`node_modules/${name}/index.js`, 'export const a = 1;');
}
for (const file of EMPTY) put(file, 'export const a = 1;\n');
for (const [file, target] of [...BROKEN, ...SOUND]) put(file, `export * from '${target}';\n`);

const found = await breaches(house);

for (const [file, target, rule] of BROKEN) {
  test(`an import that breaks ${rule} is found, with the reason`, () => {
    const breach = found.find((one) => one.from === file && one.rule === rule);
    assert.ok(breach, `${file} imports ${target}`);
    assert.ok(breach.reason.length > 20);
  });
}

test('every rule is tried', () => {
  assert.deepEqual(rules.map(({ name }) => name).sort(), BROKEN.map(([, , rule]) => rule).sort());
});

test('imports that are right are let through', () => {
  const files = new Set(SOUND.map(([file]) => file).filter((file) => file !== 'kernel/hen.ts'));
  assert.deepEqual(
    found.filter(({ from }) => files.has(from)),
    [],
  );
});

test('a tree in which nothing was read is an error, and not a house without fault', async () => {
  const empty = join(house, 'empty');
  mkdirSync(empty);
  writeFileSync(join(empty, 'package.json'), '{}');
  await assert.rejects(breaches(empty), /The floors were not checked/);
});
