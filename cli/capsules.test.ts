import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { type Scenario, shrink } from '@dstudio/simulator';
import { leaveScenario } from './capsules.ts';
import { captured, temporaryFolder } from './testing.ts';

const failing: Scenario = {
  name: 'any',
  lane: 'callback',
  length_ms: 1,
  faults: {},
  sometimes: [],
  build: (run) => ({ check: () => run.fail('bad', '') }),
};

test('each scenario and seed has files of its own, with its plain name or what can be kept of it', async () => {
  using folder = temporaryFolder();
  const terminal = {
    out: captured(),
    err: captured(),
    stdin: (async function* () {})(),
    folder: folder.path,
    variables: {},
    signal: new AbortController().signal,
  };
  const names = [
    ...[
      'plain',
      'a-b',
      'a b',
      'a.b',
      'a->b',
      'атоb',
      'счётчик',
      'журнал',
      '計数器',
      '-',
      '?',
      '--x',
    ],
    ...['x'.repeat(150), `${'x'.repeat(149)}y`, '計'.repeat(150), `${'計'.repeat(149)}数`],
  ];
  for (const seed of [1, Number.MAX_SAFE_INTEGER - 1]) {
    const shrunk = await shrink(failing, { seed });
    for (const name of names) leaveScenario(name, shrunk, 'here', terminal);
  }
  assert.equal(terminal.err.text, '');
  const files = readdirSync(`${folder.path}/here`);
  assert.equal(new Set(files).size, 2 * 2 * names.length);
  for (const file of ['plain-seed-1.svg', 'a-b-seed-1.capsule.json', 'счётчик-seed-1.svg']) {
    assert.ok(files.includes(file), file);
  }
  for (const file of files) {
    assert.match(file, /^[\p{L}\p{N}][\p{L}\p{N}-]*\.(capsule\.json|svg)$/u);
    assert.ok(Buffer.byteLength(file) <= 255, file);
  }
});
