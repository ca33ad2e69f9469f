import assert from 'node:assert/strict';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { HOUSE } from './house.ts';
import { runCommand, temporaryFolder } from './testing.ts';

const EXAMPLES = 'examples/scenarios';
const textOf = (path: string): string =>
  readFileSync(join(HOUSE, path), 'utf8').replaceAll('\r\n', '\n');
const page = textOf('docs/SCENARIOS.md');
const blocks = (language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))].map(
    ([, text = '']) => text,
  );

test('the page about scenarios shows the code of the example', () => {
  const source = textOf(`${EXAMPLES}/counter.scenario.ts`);
  const shown = blocks('ts');
  assert.ok(shown.length >= 4);
  for (const text of shown) assert.ok(source.includes(text), text);
});

test('the page about scenarios shows what its commands print', async () => {
  using folder = temporaryFolder();
  cpSync(join(HOUSE, EXAMPLES), join(folder.path, EXAMPLES), { recursive: true });
  const shown = blocks('console');
  assert.ok(shown.length >= 3);
  for (const text of shown) {
    const [, command = '', expected] = /^\$ npx dstudio (.*)\n([^]*)$/.exec(text) ?? [];
    const { out, err } = await runCommand(command.split(' '), { folder: folder.path });
    assert.equal(out.trimEnd(), expected?.trimEnd(), err);
  }
});

test('the README shows what a seeded bug gives', async () => {
  using folder = temporaryFolder();
  const [, command = '', shown = ''] =
    /^\$ npx dstudio (prove bug:\S+)\n([^]*?)^```$/m.exec(textOf('README.md')) ?? [];
  const { out } = await runCommand(command.split(' '), { folder: folder.path });
  for (const part of shown.split('   ...\n')) assert.ok(part !== '' && out.includes(part), part);
});
