import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { ROOT } from './setup.mjs';

/** The rules that keep the ambient world out, each broken once in a house made for it. */

/** A line that must be refused in pure code, and a word of the reason given. */
const AMBIENT: readonly (readonly [line: string, reason: RegExp])[] = [
  ['Date.now()', /own time/],
  ['new Date()', /own time/],
  ['performance.now()', /own time/],
  ['setTimeout(() => 1, 1)', /own time/],
  ['setInterval(() => 1, 1)', /own time/],
  ['setImmediate(() => 1)', /own time/],
  ['queueMicrotask(() => 1)', /what runs when/],
  ['new MessageChannel()', /what runs when/],
  ["fetch('x')", /network is a port/],
  ["new WebSocket('x')", /network is a port/],
  ['process.env', /knows neither/],
  ['globalThis.setTimeout', /knows neither/],
  ['crypto.randomUUID()', /cannot be repeated/],
  ['console.log(1)', /log is a port/],
  ['new Intl.NumberFormat()', /locale/],
  ['Math.random()', /cannot be repeated/],
  ['AbortSignal.timeout(1)', /ambient clock/],
  ["'a'.localeCompare('b')", /locale/],
  ['(1).toLocaleString()', /locale/],
  ['[1].map(Math.exp)', /portable/],
  ["Math['log'](2)", /portable/],
  ...'acos acosh asin asinh atan atan2 atanh cbrt cos cosh exp expm1 hypot log log10 log1p log2 pow sin sinh tan tanh'
    .split(' ')
    .map((name) => [`Math.${name}(1, 2)`, /portable/] as const),
];

/** What pure code may use, and shells and tests may use beside it. */
const FREE = ['Math.sqrt(2)', 'Math.floor(2)', 'Math.imul(1, 2)', 'structuredClone(1)'];
const SHELL = ['Date.now()', 'setTimeout(() => 1, 1)', 'process.env', 'Math.log(2)'];

const house = mkdtempSync(join(tmpdir(), 'dstudio-lint-'));
after(() => rmSync(house, { recursive: true, force: true }));
cpSync(join(ROOT, '.oxlintrc.json'), join(house, '.oxlintrc.json'));

function put(file: string, lines: readonly string[]): void {
  mkdirSync(join(house, dirname(file)), { recursive: true });
  const text = lines.map((line, index) => `export const a${index} = ${line};\n`).join('');
  writeFileSync(join(house, file), text);
}

const lines = AMBIENT.map(([line]) => line);
for (const floor of ['kernel', 'structures', 'simulator', 'patterns/retry', 'systems']) {
  put(`${floor}/pure.ts`, lines);
  put(`${floor}/free.ts`, FREE);
}
for (const file of ['kernel/node/shell.ts', 'simulator/web/shell.ts', 'patterns/retry/a.test.ts']) {
  put(file, SHELL);
}
put('web/chance.ts', ['Math.random()']);
put('patterns/chance.test.ts', ['Math.random()']);

interface Finding {
  readonly message: string;
  readonly help?: string;
  readonly filename: string;
  readonly labels: readonly { readonly span: { readonly line: number } }[];
}

const { stdout } = spawnSync(
  process.execPath,
  [join(ROOT, 'node_modules/.bin/oxlint'), '-f', 'json'],
  {
    cwd: house,
    encoding: 'utf8',
  },
);
const { diagnostics }: { diagnostics: readonly Finding[] } = JSON.parse(stdout);

const found = (file: string): readonly { readonly line: number; readonly text: string }[] =>
  diagnostics
    .filter(({ filename }) => filename.replaceAll('\\', '/') === file)
    .map(({ message, help, labels }) => ({
      line: labels[0]?.span.line ?? 0,
      text: `${message} ${help ?? ''}`,
    }));

for (const floor of ['kernel', 'structures', 'simulator', 'patterns/retry', 'systems']) {
  test(`nothing of the ambient world gets into ${floor}, and each refusal has its reason`, () => {
    const findings = found(`${floor}/pure.ts`);
    AMBIENT.forEach(([line, reason], index) => {
      const texts = findings.filter((one) => one.line === index + 1).map(({ text }) => text);
      assert.ok(
        texts.some((text) => reason.test(text)),
        `${line}: ${texts.join('; ') || 'not refused'}`,
      );
    });
    assert.deepEqual(found(`${floor}/free.ts`), []);
  });
}

test('shells and tests may touch the world', () => {
  for (const file of [
    'kernel/node/shell.ts',
    'simulator/web/shell.ts',
    'patterns/retry/a.test.ts',
  ]) {
    assert.deepEqual(found(file), [], file);
  }
});

test('chance that nobody can repeat is refused everywhere', () => {
  for (const file of ['web/chance.ts', 'patterns/chance.test.ts']) {
    assert.match(found(file)[0]?.text ?? '', /cannot be repeated/, file);
  }
});
