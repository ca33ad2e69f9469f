import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openText, reopen, stateIn, withUnits } from './open-text.ts';

const text = `dstudio: system/1
name: shop
entries:
  front/handle: { rate: 20/s }
services:
  front:
    operations:
      handle: { time: !assumed 5ms }
`;

test('a system file keeps its text to the letter', () => {
  const opened = openText(text, 'shop.yaml');
  assert.equal(opened.text, text);
  assert.equal(opened.name, 'shop');
  assert.ok(opened.cells.some(({ id }) => id === 'crash front'));
});

test('a manifest becomes the text of a system', () => {
  const compose = 'services:\n  web: { image: a/web, ports: ["80:80"] }\n';
  const opened = openText(compose, 'compose.yaml');
  assert.match(opened.text, /^dstudio: system\/1/m);
  assert.deepEqual(reopen(opened, opened.text).system.services, opened.system.services);
});

test('what is neither says where and what to do', () => {
  for (const bad of ['', 'hello', '- a\n- b\n', 'dstudio: system/1\nservices: [\n']) {
    assert.throws(() => openText(bad, 'x.yaml'), /x\.yaml:\d+:\d+ .+; .+/, bad);
  }
});

test('a stated value stands in the text and is no assumption any more', () => {
  const path = 'services.front.operations.handle.time';
  const { opened } = stateIn({ opened: openText(text, 'shop.yaml'), path, value: '9ms' });
  assert.match(opened.text, /time: 9ms/);
  assert.equal(opened.system.provenance[path]?.kind, undefined);
});

test('a change is written with units', () => {
  const change = { slug: 'timeout', at: 'a/b -> c/d', parameters: { after: 100 } };
  assert.deepEqual(withUnits(change).parameters, { after: '100ms' });
});
