import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { resolveLink } from './link.ts';

test('links between pages lead to the studio’s pages', () => {
  const cases: [string, string][] = [
    ['../timeout/pattern.md', '/patterns/timeout'],
    ['../timeout/', '/patterns/timeout'],
    ['timeout.md#limits', '/patterns/timeout#limits'],
    ['/patterns/timeout', '/patterns/timeout'],
    ['#limits', '#limits'],
  ];
  for (const [href, to] of cases) assert.deepEqual(resolveLink(href), { kind: 'inside', href: to });
});

test('https leads outside', () => {
  const href = 'https://sre.google/books/';
  assert.deepEqual(resolveLink(href), { kind: 'outside', href });
});

test('anything that could run or fetch is no link', () => {
  const bad = [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'http://example.com',
    '//example.com',
    'https://',
    '/\\example.com',
    '../../etc/passwd.txt',
    '',
  ];
  for (const href of bad) assert.deepEqual(resolveLink(href), { kind: 'none' }, href);
});

test('no text whatever gives an address with another scheme than https', () => {
  const near = fc.oneof(
    fc.string(),
    fc
      .tuple(fc.constantFrom('javascript', 'data', 'http', 'blob'), fc.string())
      .map((p) => p.join(':')),
  );
  fc.assert(
    fc.property(near, (href) => {
      const target = resolveLink(href);
      if (target.kind === 'none') return;
      const url = new URL(target.href, 'https://studio.example/patterns/here');
      assert.equal(url.protocol, 'https:');
      if (target.kind === 'inside') assert.equal(url.host, 'studio.example');
    }),
  );
});
