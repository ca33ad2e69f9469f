import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { InvalidInput } from '@dstudio/kernel';
import { testOptions } from '../index.ts';
import { runTest } from './index.ts';

const PACKAGE = new URL('../index.ts', import.meta.url).href;

/** Runs nodes of these files, of which the first defines them; gives why they are refused, or ''. */
const refusalOf = async (
  files: Readonly<Record<string, string>>,
  given: Partial<Parameters<typeof testOptions>[0]> = {},
): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'dstudio-fresh-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const module = pathToFileURL(join(folder, Object.keys(files)[0] ?? ''));
    const options = testOptions({
      workload: 'echo',
      nodeCount: 2,
      timeLimit_ms: 500,
      rate: 50,
      recovery_ms: 0,
      ...given,
    });
    const { signal } = new AbortController();
    const store = join(folder, 'store');
    const why = (error: unknown): string => {
      assert.ok(error instanceof InvalidInput, String(error));
      return error.message;
    };
    const of = { store, signal, command: '', onNews: () => {}, show: {} };
    const refused = await runTest({ kind: 'simulated', module }, options, of).then(() => '', why);
    assert.equal(existsSync(store), refused === '');
    return refused;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const node = (outside: string, answer: string, inside = ''): string => `
import { defineNode } from '${PACKAGE}';
${outside}
export default defineNode((node) => {
  ${inside}
  node.on('echo', (request) =>
    node.reply(request, { type: 'echo_ok', echo: request.body.echo, more: ${answer} }));
});`;

const SHARED = /^the nodes share memory: .*; keep what a node remembers inside the function given/;

test('nodes that share a variable of their module are refused', async () => {
  const counted = node('let count = 0;', "count++ > 3 ? node.send('n0', {}) : 0");
  assert.match(await refusalOf({ 'node.mjs': counted }), SHARED);
  const seen = fileURLToPath(new URL('../fixtures/broadcast-shared.ts', import.meta.url));
  const text = `export { default } from '${pathToFileURL(seen).href}';`;
  const given = { workload: 'broadcast', timeLimit_ms: 2000 } as const;
  assert.match(await refusalOf({ 'node.mjs': text }, given), SHARED);
});

test('so are those that share one of a module beside theirs', async () => {
  const files = {
    'node.mjs': node(
      "import { next } from './count.mjs';",
      "next() % 7 === 0 ? node.send('n0', {}) : 0",
    ),
    'count.mjs': 'let count = 0; export const next = () => count++;',
  };
  assert.match(await refusalOf(files), SHARED);
});

test('and those that remember from one life to the next what only a disk keeps', async () => {
  const lives = node(
    'const lives = new Map();',
    '0',
    "lives.set(node.id, (lives.get(node.id) ?? 0) + 1); if (lives.get(node.id) > 1) node.send('n0', {});",
  );
  const given = { nemesis: ['kill'], nemesisInterval_ms: 100, timeLimit_ms: 2000 } as const;
  assert.match(await refusalOf({ 'node.mjs': lives }, given), SHARED);
});

test('what all may share is no reason: constants, tables, what is computed once', async () => {
  const memo = node(
    'const known = new Map(); const square = (x) => known.get(x) ?? (known.set(x, x * x), x * x);',
    'square(request.body.msg_id)',
  );
  const given = { nemesis: ['kill'], nemesisInterval_ms: 20, timeLimit_ms: 4000 } as const;
  assert.equal(await refusalOf({ 'node.mjs': memo }, given), '');
});

test('what outlives even the module is refused, and not taken for a variable of it', async () => {
  const rising = '(globalThis.dstudioTest = (globalThis.dstudioTest ?? 0) + 1)';
  const files = { 'node.mjs': node('', `${rising} % 7 === 0 ? node.send('n0', {}) : 0`) };
  assert.match(
    await refusalOf(files),
    /^seed 1 does not go the same way twice; .*such as what nodes keep in globalThis/,
  );
});
