import assert from 'node:assert/strict';
import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runCommand, temporaryFolder } from './testing.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const GUIDE = join(ROOT, 'docs', 'guide');
/** A block of a page: its language, and what it holds. */
const BLOCK = /^```(\w*)\n(.*?)\n```$/gms;
/** Long lines of a command go on in the next one. */
const COMMAND = /^\$ npx dstudio (.*?[^\\])\n(.*)$/s;

const withoutTime = (out: string): string => out.replaceAll(/\d{8}T\d{6}\.\d{3}/g, '<time>');

/** Whether the lines stand in the history, in this order, with others between them. */
const follows = (excerpt: string, history: string): boolean => {
  let at = 0;
  return excerpt.split('\n').every((line) => {
    at = history.indexOf(`${line}\n`, at);
    return at++ >= 0;
  });
};

for (const page of readdirSync(GUIDE).filter((name) => /^\d.*\.md$/.test(name))) {
  test(`the guide's ${page} shows what its commands print, and excerpts of their histories`, async () => {
    using folder = temporaryFolder();
    symlinkSync(join(ROOT, 'examples'), join(folder.path, 'examples'));
    let commands = 0;
    let history = '';
    for (const [, language, text = ''] of readFileSync(join(GUIDE, page), 'utf8').matchAll(BLOCK)) {
      if (language === '') assert.ok(follows(text, history), `not in the history:\n${text}`);
      const [, command = '', shown = ''] = language === 'console' ? (COMMAND.exec(text) ?? []) : [];
      // Searches of many seeds take minutes.
      if (command === '' || command.includes('--test-count')) continue;
      const ended = await runCommand(command.split(/[\s\\]+/), { folder: folder.path });
      assert.equal(withoutTime(ended.out).trimEnd(), shown.trimEnd(), command);
      history = readFileSync(join(folder.path, 'store', 'latest', 'history.txt'), 'utf8');
      commands++;
    }
    assert.ok(commands >= 2);
  });
}
