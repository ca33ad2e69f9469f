import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';

const page = readFileSync(new URL('README.md', import.meta.url), 'utf8').replaceAll('\r\n', '\n');
const EXAMPLE = /^## (.*)$(?:(?!^## )[^])*?^```ts\n([^]*?)^```\n\n^```text\n([^]*?)^```$/gm;
const examples = [...page.matchAll(EXAMPLE)];

const folder = mkdtempSync(join(tmpdir(), 'dstudio-readme-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('every example of the README is run', () => {
  assert.equal(examples.length, page.match(/^```ts$/gm)?.length);
});

for (const [at, [, title = '', code = '', printed]] of examples.entries()) {
  test(`the README's example prints what it says: ${title}`, async ({ mock }) => {
    const file = join(folder, `${at}.mts`);
    // Out there, no package is found by its name.
    const index = new URL('index.ts', import.meta.url).href;
    writeFileSync(file, code.replaceAll("'@dstudio/checkers'", `'${index}'`));
    const lines: string[] = [];
    mock.method(console, 'log', (line: string) => lines.push(`${line}\n`));
    await import(pathToFileURL(file).href);
    assert.equal(lines.join(''), printed);
  });
}
