import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkCatalog, formatProblems } from '../index.ts';
import { readCatalog } from './index.ts';

/** Reads a folder made of `files`, and takes it away again. */
const read = async (
  files: Record<string, string | Uint8Array>,
  prepare?: (folder: string) => Promise<void>,
) => {
  const folder = await mkdtemp(join(tmpdir(), 'dstudio-catalog-'));
  try {
    for (const [file, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), content);
    }
    await prepare?.(folder);
    return await readCatalog(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
};

const PAGE =
  '---\ntitle: T\ndescription: D\ncategory: resilience\nexcellence_tier: bronze\nalternatives: [{ pattern: x, when: y }]\n---\n# T\n';
const errors = (problems: Awaited<ReturnType<typeof readCatalog>>['problems']) =>
  formatProblems(problems.filter(({ severity }) => severity === 'error'));

describe('readCatalog', () => {
  it('reads rooms with what stands beside them, and no other Markdown', async () => {
    const evidence = { key: 'k', engine: '1', date: '2025-06-01', seeds: 1, claims: [] };
    const catalog = await read({
      'retry/pattern.md': PAGE,
      'retry/lab.ts': 'throw new Error("rooms are data")',
      'retry/evidence.json': JSON.stringify(evidence),
      'retry/notes.md': '# Notes\n',
      'timeout/pattern.md': PAGE,
      'timeout/evidence.json': '{',
      'GUIDE.md': '# How to write one\n',
    });
    assert.deepEqual(
      catalog.rooms.map(({ page, hasLab, evidence: found }) => [page.slug, hasLab, found?.key]),
      [
        ['retry', true, 'k'],
        ['timeout', false, undefined],
      ],
    );
    assert.deepEqual(catalog.skipped, ['GUIDE.md', 'retry/notes.md']);
    assert.deepEqual(catalog.files['retry/notes.md'], ['notes']);
    assert.match(errors(catalog.problems), /^timeout\/evidence\.json:1:1 error not JSON; [^\n]*$/);
  });

  it('reads a flat or nested folder of pages', async () => {
    const catalog = await read({
      'a.md': PAGE,
      'b/c.md': PAGE,
      'b/README.md': '---\ntitle: About\n---\n',
      'd/index.md': PAGE,
      'index.md': '# Start\n',
      'bare.md': '# Bare\n',
      'node_modules/x.md': PAGE,
      '.git/x.md': PAGE,
    });
    assert.deepEqual(
      catalog.pages.map(({ slug, file }) => [slug, file]),
      [
        ['a', 'a.md'],
        ['c', 'b/c.md'],
        ['d', 'd/index.md'],
      ],
    );
    assert.deepEqual(catalog.skipped, ['b/README.md', 'index.md']);
    assert.match(errors(catalog.problems), /^bare\.md:1:1 error the first line[^\n]*$/);
  });

  it('tells what cannot be read: binary, another encoding, too large, too deep', async () => {
    const catalog = await read({
      'binary.md': new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff]),
      'large.md': 'x'.repeat(1_000_001),
      'utf16.md': new Uint8Array([0xff, 0xfe, 0x2d, 0x00]),
      '1/2/3/4/5/6/7/8/9/deep.md': PAGE,
    });
    assert.equal(
      errors(catalog.problems),
      [
        '1/2/3/4/5/6/7/8/9:1:1 error deeper than 8 folders; move it up [too-large]',
        'binary.md:1:1 error not UTF-8 text; save it as UTF-8 or take it out of the folder [not-text]',
        'large.md:1:1 error 1000001 bytes, of at most 1000000; split it [too-large]',
        'utf16.md:1:1 error not UTF-8 text; save it as UTF-8 or take it out of the folder [not-text]',
      ].join('\n'),
    );
  });

  it('follows no symbolic link, and knows those inside as targets', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'dstudio-outside-'));
    await writeFile(join(outside, 'secret.md'), PAGE);
    try {
      const catalog = await read({ 'a.md': `${PAGE}[b](b.md#t)\n` }, async (folder) => {
        await symlink(join(outside, 'secret.md'), join(folder, 'secret.md'));
        await symlink(outside, join(folder, 'out'));
        await symlink(folder, join(folder, 'loop'));
        await symlink(join(folder, 'a.md'), join(folder, 'b.md'));
      });
      assert.deepEqual(
        catalog.pages.map(({ slug }) => slug),
        ['a'],
      );
      const warned = catalog.problems.filter(({ code }) => code === 'symlink-outside');
      assert.deepEqual(
        warned.map(({ file }) => file),
        ['out', 'secret.md'],
      );
      const { pages, files } = catalog;
      assert.deepEqual(checkCatalog(pages, { today: '2025-06-15', files }), []);
    } finally {
      await rm(outside, { recursive: true });
    }
  });

  it('says so when there is no page, no folder, or a file', async () => {
    assert.match(
      errors((await read({})).problems),
      /:1:1 error no page here; [^\n]* \[no-pages\]$/,
    );
    const here = fileURLToPath(import.meta.url);
    const gone = join(dirname(here), 'gone');
    assert.equal(
      errors((await readCatalog(gone)).problems),
      `${gone}:1:1 error the folder cannot be read: there is none of that name; correct the path [unreadable-file]`,
    );
    assert.match(
      errors((await readCatalog(here)).problems),
      /it is a file; name the folder it is in/,
    );
  });
});

describe('the rooms of this repository', () => {
  it('are sound', async () => {
    const { pages, files, problems } = await readCatalog(
      fileURLToPath(new URL('../../patterns', import.meta.url)),
    );
    const today = new Date().toISOString().slice(0, 10);
    assert.equal(errors([...problems, ...checkCatalog(pages, { today, files })]), '');
  });
});
