import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capsuleOf, ENGINE_VERSION, printCapsule } from '@dstudio/simulator';
import type { Fault } from '@dstudio/systems';
import { simulate } from '@dstudio/systems';
import { defaultTiming } from '@dstudio/systems/timing';
import { openAny } from './open-any.ts';
import { openText } from './open-text.ts';

const text = `dstudio: system/1
name: shop
entries:
  front/handle: { rate: 20/s }
services:
  front:
    operations:
      handle: { time: 5ms }
`;
const timing = { ...defaultTiming, warmup_ms: 200, fault_ms: 500, restart_ms: 500, after_ms: 1000 };
const fault: Fault = { kind: 'crash', service: 'front' };
const seed = 7;
const file = 'run.capsule.json';
const { system } = openText(text, 'shop.yaml');

const capsule = capsuleOf({
  scenario: 'system:shop',
  parameters: { system: text, ...timing },
  variant: 'as the file states',
  seed,
  choices: [{ kind: 'crash', service: 'front' }],
  hash: simulate(system, { fault, timing, seed }).hash,
});
test('a manifest is a manifest, whatever it says of capsules', () => {
  const said = `# "format": "dstudio-capsule/1"\n${text}`;
  assert.equal(openAny(said, 'pasted text').kind, 'system');
  const template = { spec: { containers: [{ name: 'web', image: 'a/web' }] } };
  const meta = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } };
  const json = JSON.stringify({ ...meta, spec: { template } }, null, 2);
  assert.equal(openAny(json, 'web.json').kind, 'system');
});

test("a system's capsule opens its system and repeats its run", () => {
  const found = openAny(printCapsule(capsule), 'pasted text');
  assert.ok(found.kind === 'capsule');
  const { opened, run } = found;
  assert.equal(opened.text, text);
  assert.equal(opened.name, 'shop');
  assert.deepEqual([run.fault, run.timing, run.cell.id], [fault, timing, 'crash front']);
  assert.deepEqual(
    run.cell.seeds.map((one) => one.seed),
    [seed],
  );
  const { hash, expected, engine, ours } = run.repeated;
  assert.equal(hash, expected);
  assert.deepEqual([engine, ours], [String(ENGINE_VERSION), String(ENGINE_VERSION)]);
});

test('a run without a fault, of another engine, with another hash', () => {
  const found = openAny(printCapsule({ ...capsule, choices: [], engine: 99 }), file);
  assert.ok(found.kind === 'capsule');
  const { fault, cell, repeated } = found.run;
  assert.deepEqual([fault, cell.id, repeated.engine], [undefined, 'no fault', '99']);
  assert.notEqual(repeated.hash, repeated.expected);
});

test('a bad capsule says where and what to do', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['{ "format": "dstudio-capsule/1", ', /^run\.capsule\.json: not JSON: .+; use a file/],
    ['{}', /format is missing/],
    [JSON.stringify({ ...capsule, format: 'dstudio-capsule/2' }), /this version reads/],
    [JSON.stringify({ ...capsule, hash: 'x' }), /hash is "x"/],
    [JSON.stringify({ ...capsule, parameters: timing }), /holds no system; use one that dstudio/],
    [
      JSON.stringify({ ...capsule, parameters: { ...capsule.parameters, system: 'hello' } }),
      /^the system in run\.capsule\.json:1:1 .+; .+/,
    ],
    [JSON.stringify({ ...capsule, scenario: 'lab:shop' }), /is of lab:shop, not of a system/],
  ];
  for (const [bad, message] of cases) assert.throws(() => openAny(bad, file), { message }, bad);
});
