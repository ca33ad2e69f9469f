import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../testing.ts';
import { createStaticFiles } from './static-files.ts';
import { createStudio } from './studio.ts';
import { openSystemStore } from './system-store.ts';

const TEXT = `dstudio: system/1
entries: { web/handle: { rate: 20/s } }
services: { web: { operations: { handle: { time: 5ms } } } }
`;

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function studio(folder: string, writable = true) {
  const web = join(folder, 'dist');
  mkdirSync(join(web, 'assets'), { recursive: true });
  writeFileSync(join(web, 'index.html'), '<title>DStudio</title>');
  writeFileSync(join(web, 'assets', 'main-abc.js'), 'void 0;');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'my.system.yaml'), TEXT);
  const store = await openSystemStore('my.system.yaml', { writable }, { folder, stdin: nothing() });
  return createStudio({ files: createStaticFiles(web), store });
}

const post = (body: unknown, headers: Record<string, string> = {}) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

test('pages and assets are served, and every page is the one that the browser makes', async () => {
  using folder = temporaryFolder();
  const app = await studio(folder.path);
  for (const path of ['/', '/system', '/patterns/retry']) {
    const response = await app.request(path);
    assert.equal(response.status, 200);
    assert.match(await response.text(), /<title>DStudio/);
    assert.equal(response.headers.get('cache-control'), 'no-cache');
  }
  const asset = await app.request('/assets/main-abc.js');
  assert.match(asset.headers.get('content-type') ?? '', /^text\/javascript/);
  assert.match(asset.headers.get('cache-control') ?? '', /immutable/);
  assert.equal((await app.request('/assets/no.js')).status, 404);
});

test('no path leads out of the folder', async () => {
  using folder = temporaryFolder();
  const app = await studio(folder.path);
  const paths = [
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '//secret.txt',
  ];
  for (const path of paths) {
    const text = await (await app.request(path)).text();
    assert.doesNotMatch(text, /^secret/, path);
  }
});

test('the headers let nothing foreign in', async () => {
  using folder = temporaryFolder();
  const { headers } = await (await studio(folder.path)).request('/');
  const policy = headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'self'(;|$)/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /unsafe/);
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  assert.equal(headers.get('access-control-allow-origin'), null);
});

test('a name that was pointed at this machine is refused', async () => {
  using folder = temporaryFolder();
  const app = await studio(folder.path);
  for (const host of ['evil.example', 'localhost.evil.example:4000', '127.0.0.1.nip.io']) {
    assert.equal((await app.request('/api/system', { headers: { host } })).status, 403, host);
  }
  for (const host of ['localhost:4000', '127.0.0.1:5000', '[::1]:4000', 'LOCALHOST']) {
    assert.equal((await app.request('/api/system', { headers: { host } })).status, 200, host);
  }
});

test('another page cannot write', async () => {
  using folder = temporaryFolder();
  const app = await studio(folder.path);
  const host = 'localhost:4000';
  const write = async (headers: Record<string, string>) =>
    (await app.request('/api/system', post({ text: TEXT }, { host, ...headers }))).status;
  assert.equal(await write({ origin: 'https://evil.example' }), 403);
  assert.equal(await write({ origin: 'http://localhost:9999' }), 403);
  assert.equal(await write({ origin: 'null' }), 403);
  assert.equal(await write({ 'sec-fetch-site': 'cross-site' }), 403);
  assert.equal(await write({ 'sec-fetch-site': 'same-site' }), 403);
  assert.equal(await write({ 'content-type': 'text/plain' }), 415);
  assert.equal(
    await write({ origin: 'http://localhost:4000', 'sec-fetch-site': 'same-origin' }),
    200,
  );
});

test('the open system is read, saved and not overwritten when somebody else changed it', async () => {
  using folder = temporaryFolder();
  const app = await studio(folder.path);
  const path = join(folder.path, 'my.system.yaml');
  const open = await (await app.request('/api/system')).json();
  assert.deepEqual([open.name, open.text, open.writable], ['my.system.yaml', TEXT, true]);

  const edited = `# kept\n${TEXT}`;
  const saved = await app.request('/api/system', post({ text: edited, hash: open.hash }));
  assert.equal(saved.status, 200);
  assert.equal(readFileSync(path, 'utf8'), edited);

  const stale = await app.request('/api/system', post({ text: TEXT, hash: open.hash }));
  assert.equal(stale.status, 409);
  assert.equal(stale.headers.get('content-type'), 'application/problem+json');
  assert.match((await stale.json()).title, /changed by somebody else/);
  assert.equal(readFileSync(path, 'utf8'), edited);

  writeFileSync(path, `# by hand\n${TEXT}`);
  assert.equal((await app.request('/api/system', post({ text: TEXT }))).status, 409);
});

test('only a system is saved, and only to a file of one', async () => {
  using folder = temporaryFolder();
  const app = await studio(folder.path);
  assert.equal((await app.request('/api/system', post('{'))).status, 400);
  assert.equal((await app.request('/api/system', post({ text: 1 }))).status, 400);
  const broken = await app.request('/api/system', post({ text: 'a: [' }));
  assert.equal(broken.status, 422);
  assert.match((await broken.json()).detail, /^my\.system\.yaml:\d+: .+; .+/);
  const large = await app.request('/api/system', post({ text: 'x'.repeat(2 ** 20) }));
  assert.equal(large.status, 413);
  assert.equal(readFileSync(join(folder.path, 'my.system.yaml'), 'utf8'), TEXT);
  const readOnly = await studio(folder.path, false);
  assert.equal((await readOnly.request('/api/system', post({ text: TEXT }))).status, 403);
});

test('a manifest is shown and never written over', async () => {
  using folder = temporaryFolder();
  const { path } = folder;
  await studio(path);
  const text = 'apiVersion: v1\nkind: Service\n';
  writeFileSync(join(path, 'my.system.yaml'), text);
  const store = await openSystemStore(
    'my.system.yaml',
    { writable: true },
    { folder: path, stdin: nothing() },
  );
  assert.equal((await store.read()).writable, false);
  assert.equal('status' in (await store.write({ text: TEXT })), true);
  assert.equal(readFileSync(join(path, 'my.system.yaml'), 'utf8'), text);
});

test('a file that is gone is said, not called a defect', async () => {
  using folder = temporaryFolder();
  const app = await studio(folder.path);
  rmSync(join(folder.path, 'my.system.yaml'));
  const response = await app.request('/api/system');
  assert.equal(response.status, 409);
  assert.match((await response.json()).detail, /^my\.system\.yaml: there is no such file/);
});

test('the catalogue comes as data', async () => {
  using folder = temporaryFolder();
  const response = await (await studio(folder.path)).request('/api/catalog');
  const { pages, engine, version } = await response.json();
  assert.ok(Array.isArray(pages));
  assert.match(engine, /^\d+$/);
  assert.match(version, /^\d+\.\d+\.\d+/);
});

test('what is not there is said as a problem', async () => {
  using folder = temporaryFolder();
  const app = await studio(folder.path);
  const response = await app.request('/api/nothing');
  assert.equal(response.status, 404);
  assert.equal(response.headers.get('content-type'), 'application/problem+json');
  const none = createStudio({
    files: createStaticFiles(join(folder.path, 'dist')),
    store: undefined,
  });
  assert.equal((await none.request('/api/system')).status, 404);
});
