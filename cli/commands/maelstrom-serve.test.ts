import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runCommand, temporaryFolder } from '../testing.ts';
import { createStorePages } from './maelstrom-serve.ts';
import { fixture, run, short } from './maelstrom-testing.ts';

test('the store is shown to a browser of this machine, and nothing beside it', async () => {
  using folder = temporaryFolder();
  const node = fixture('lin-kv-stale');
  await run(folder.path, '-w', 'lin-kv', '--module', node, ...short);
  await run(folder.path, '-w', 'echo', '--module', fixture('echo'), ...short);
  const store = join(folder.path, 'store');
  writeFileSync(join(folder.path, 'secret.txt'), 'secret');
  symlinkSync(join(folder.path, 'secret.txt'), join(store, 'leak.txt'));
  mkdirSync(join(store, 'echo', 'begun'));
  const large = 'large '.repeat(200_000);
  writeFileSync(join(store, 'echo', 'begun', 'large.txt'), large);
  writeFileSync(join(store, 'echo', 'begun', 'empty.txt'), '');
  const pages = createStorePages(store);
  const list = await (await pages.request('/')).text();
  assert.match(list, /echo \d+T.*?valid.*All \d+ echoes.*lin-kv \d+T.*?invalid.*fits nowhere/s);
  assert.match(list, /<td>echo begun<\/td>\s*<td class="unfinished">/);
  const [, link = ''] = /href="([^"]*lin-kv[^"]*)"/.exec(list) ?? [];
  const report = await pages.request(link);
  assert.equal(report.headers.get('content-type'), 'text/html; charset=utf-8');
  assert.match(await report.text(), /<h1>.*Invalid<\/h1>/);
  assert.match(await (await pages.request('/latest/history.edn')).text(), /:f :echo/);
  const { body } = await pages.request('/echo/begun/large.txt');
  let chunks = 0;
  let text = '';
  for await (const chunk of body ?? []) {
    chunks++;
    text += new TextDecoder().decode(chunk);
  }
  assert.ok(chunks > 1, 'it is not sent in one piece');
  assert.equal(text, large);
  assert.equal(await (await pages.request('/echo/begun/empty.txt')).text(), '');
  for (const path of [
    '/leak.txt',
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/nothing',
    '/%',
    '/echo',
  ]) {
    assert.equal((await pages.request(path)).status, 404, path);
  }
  const foreign = await pages.request('/', { headers: { host: 'evil.example' } });
  assert.equal(foreign.status, 403);
  const stopped = AbortSignal.timeout(50);
  const args = ['maelstrom', 'serve', '--port', '0'];
  const served = await runCommand(args, { folder: folder.path, signal: stopped });
  assert.equal(served.exit, 0, served.err);
  assert.match(served.out, /The tests are at http:\/\/localhost:\d+/);
  const none = await runCommand(args, { folder: store });
  assert.equal(none.exit, 254);
  assert.match(none.err, /no folder store here/);
});

test('tests of one moment are listed by workload, later ones first', async () => {
  using folder = temporaryFolder();
  const of = ['20260102T000000.000', '20260101T000000.000'].flatMap((time) =>
    ['broadcast', 'echo', 'g-set', 'kafka', 'lin-kv'].map((workload) => ({ workload, time })),
  );
  for (const { workload, time } of of) {
    mkdirSync(join(folder.path, workload, time), { recursive: true });
  }
  const list = await (await createStorePages(folder.path).request('/')).text();
  assert.deepEqual(
    [...list.matchAll(/<td>([\w-]+) ([\d.T]+)<\/td>/g)].map(([, workload, time]) => ({
      workload,
      time,
    })),
    of,
  );
});
