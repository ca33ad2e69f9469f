import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bugs } from '@dstudio/bugs';
import { capsuleOf, ENGINE_VERSION, printCapsule } from '@dstudio/simulator';
import { handedOf } from './handed.ts';
import { placeOf } from './place.ts';

const hash = '0123456789abcdef';
const capsule = capsuleOf({
  scenario: 'lab:bulkhead',
  parameters: { workers: 9 },
  variant: 'with',
  seed: 7,
  choices: [],
  hash,
});
const name = 'run.capsule.json';
const place = (text: string, labs?: readonly string[]) =>
  placeOf({ text, name }, labs && new Set(labs));

test("a lab's capsule leads to its lab, with all that it says in the address", () => {
  for (const labs of [undefined, ['bulkhead']]) {
    const { path, handed } = place(printCapsule(capsule), labs);
    const [page, search] = path.split('?');
    assert.equal(page, '/patterns/bulkhead');
    assert.equal(handed, undefined);
    assert.deepEqual(Object.fromEntries(new URLSearchParams(search)), {
      'p.workers': '9',
      seed: '7',
      engine: String(ENGINE_VERSION),
      variant: 'with',
      hash,
    });
  }
});

test("a seeded bug's capsule and its twin's lead to its page", () => {
  for (const bug of bugs) {
    for (const right of [false, true]) {
      const text = printCapsule({ ...capsule, scenario: `scenario:${bug.scenario(right).name}` });
      assert.deepEqual(place(text), { path: `/bugs/${bug.slug}?seed=7`, handed: { text, name } });
    }
  }
});

test('a system, its capsule and manifests lead to the system page', () => {
  for (const text of [
    printCapsule({ ...capsule, scenario: 'system:shop' }),
    'dstudio: system/1\nname: shop\n',
    '{"apiVersion":"v1","kind":"List","items":[]}',
    '# "format": "dstudio-capsule/1"\nservices: {}\n',
  ]) {
    const handed = { text, name: 'pasted text' };
    assert.deepEqual(placeOf(handed, undefined), { path: '/system', handed });
  }
});

test('what leads nowhere says why, and what to do', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['{ "format": "dstudio-capsule/1", ', /^run\.capsule\.json: not JSON: .+; use a file/],
    ['hello', /^run\.capsule\.json: not JSON/],
    [
      JSON.stringify({ ...capsule, scenario: 'lab:../x' }),
      /no pattern called '\.\.\/x' with a lab; /,
    ],
    [
      JSON.stringify({ ...capsule, scenario: 'lab:other' }),
      /no pattern called 'other' with a lab; /,
    ],
    [
      JSON.stringify({ ...capsule, seed: 2 ** 32 }),
      /seed is 4294967296; a lab runs 0 to 4294967295/,
    ],
    [
      JSON.stringify({ ...capsule, scenario: 'scenario:raft' }),
      /is of scenario:raft, which is none of the seeded bugs; .+ --from <module>/,
    ],
  ];
  for (const [bad, message] of cases) {
    assert.throws(() => place(bad, ['bulkhead']), { message }, bad);
  }
  assert.throws(() => placeOf({ text: 'hello', name: 'a.txt' }, undefined), {
    message: /^a\.txt: this is no capsule, no system and no manifest; open /,
  });
});

test("what the history's entry holds is looked at", () => {
  const handed = { text: 'a', name: 'b' };
  assert.deepEqual(handedOf({ handed }), handed);
  for (const state of [
    undefined,
    null,
    'x',
    {},
    { handed: null },
    { handed: { text: 1, name: '' } },
  ]) {
    assert.equal(handedOf(state), undefined);
  }
});
