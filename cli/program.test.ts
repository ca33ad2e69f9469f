import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Lab } from '@dstudio/simulator';
import { labCapsules, leaveCapsules } from './capsules.ts';
import { labModule } from './house.ts';
import { processTerminal } from './terminal.ts';
import { captured, type Ended, runCommand, temporaryFolder } from './testing.ts';

/** One service that answers at once: a matrix of it takes a blink. */
const SMALL = `dstudio: system/1
name: small
entries:
  web/handle: { rate: 20/s }
services:
  web:
    replicas: 2
    concurrency: 8
    operations:
      handle: { time: 5ms }
`;

const TIMING = ['--warmup', '1s', '--duration', '1s', '--restart', '1s', '--after', '3s'];

const unusable = ({ exit, out, err }: Ended, text: RegExp): void => {
  assert.match(err, text);
  assert.equal(exit, 2);
  assert.equal(out, '');
};

test('help says what there is, with examples and exit codes', async () => {
  const { exit, out } = await runCommand(['--help']);
  assert.equal(exit, 0);
  for (const word of ['start', 'import', 'prove', 'recommend', 'replay', 'catalog', 'Examples:']) {
    assert.match(out, new RegExp(word));
  }
  assert.match(out, /Exit codes: 0 all holds, 1 something does not, 2 the input cannot be used/);
});

test('every command explains itself', async () => {
  const commands = ['start', 'import kubernetes', 'import compose', 'prove', 'recommend', 'replay'];
  for (const command of [...commands, 'catalog check']) {
    const { exit, out } = await runCommand([...command.split(' '), '--help']);
    assert.equal(exit, 0, command);
    assert.match(out, /Example/, command);
    if (out.includes('--json') && command !== 'catalog check') {
      assert.match(out, /null is unknown, and "never" is what did not happen within the run/);
    }
  }
});

test('the version is that of the studio', async () => {
  assert.match((await runCommand(['--version'])).out, /^\d+\.\d+\.\d+\n$/);
});

test('a slip of the pen is unusable input', async () => {
  unusable(await runCommand(['prov', 'x']), /unknown command 'prov'[^]*Did you mean prove\?/);
  unusable(await runCommand(['prove']), /missing required argument/);
  unusable(await runCommand(['prove', 'x', '--seeds', '0']), /--seeds[^]*from 1 to 1000000/);
  unusable(await runCommand(['prove', 'x', '--faults', 'fire']), /no 'fire'; there are: crash/);
  unusable(await runCommand(['prove', 'x', '--warmup', 'soon']), /--warmup/);
  unusable(await runCommand(['recommend', 'x', '--after', '0s']), /--after[^]*from 100 ms/);
  unusable(
    await runCommand(['recommend', 'x', '--seeds', '101']),
    /--seeds[^]*from 1 to 100\. The seeds above are kept to check the result on/,
  );
  unusable(
    await runCommand(['prove', 'bulkhead', '--faults', 'crash']),
    /--faults has no meaning for a pattern[^]*takes --seeds/,
  );
  unusable(await runCommand(['prove', 'x.yaml', '--record']), /--record has no meaning/);
  unusable(await runCommand(['prove', 'bug:write-skew', '--warmup', '3s']), /--warmup has no mean/);
  unusable(await runCommand(['prove', 'no-such-pattern']), /no file and no pattern[^]*bulkhead/);
  unusable(await runCommand(['start'], { variables: { PORT: 'x' } }), /PORT is 'x'; give/);
});

const BAD: readonly (readonly [what: string, text: string, message: RegExp])[] = [
  ['empty', '', /^bad\.yaml:1:1: the file is empty; /],
  ['broken YAML', `${SMALL}  web: [\n`, /^bad\.yaml:\d+:\d+: .+; .+/],
  ['negative replicas', SMALL.replace('replicas: 2', 'replicas: -2'), /^bad\.yaml:7:\d+: .*-2/],
  [
    'a call to an unknown service',
    `${SMALL.replace('handle: { time: 5ms }', "handle: { time: 5ms, calls: { 'cart/add': {} } }")}`,
    /^bad\.yaml:10:\d+: .*cart/,
  ],
  ['a manifest', 'apiVersion: v1\nkind: Service\n', /^bad\.yaml:1:1: .*import kubernetes/],
];

for (const [what, text, message] of BAD) {
  test(`bad input gets file, line and what to do: ${what}`, async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'bad.yaml'), text);
    for (const command of ['prove', 'recommend']) {
      unusable(await runCommand([command, 'bad.yaml'], { folder: folder.path }), message);
    }
    assert.deepEqual(readdirSync(folder.path), ['bad.yaml']);
  });
}

const COMPOSE = `services:
  web:
    image: shop/web
    ports: ['80:80']
    environment: { CART: 'http://cart:8080' }
  cart:
    image: shop/cart
`;

test('an import is written where it was asked for, and never over a file unasked', async () => {
  using folder = temporaryFolder();
  const options = { folder: folder.path, stdin: COMPOSE };
  const args = ['import', 'compose', '-', '-o', 'shop.system.yaml'];
  const first = await runCommand(args, options);
  assert.equal(first.exit, 0, first.err);
  assert.match(first.err, /2 services, 1 call and 1 entry \(web\)/);
  const path = join(folder.path, 'shop.system.yaml');
  const text = readFileSync(path, 'utf8');
  assert.match(text, /^dstudio: system\/1/m);

  writeFileSync(path, '# mine\n');
  unusable(
    await runCommand(args, options),
    /^shop\.system\.yaml: this file is already there; use --force/,
  );
  assert.equal(readFileSync(path, 'utf8'), '# mine\n');
  assert.equal((await runCommand([...args, '--force'], options)).exit, 0);
  assert.equal(readFileSync(path, 'utf8'), text);
});

test("an import to '-' goes to standard output", async () => {
  using folder = temporaryFolder();
  const options = { folder: folder.path, stdin: COMPOSE };
  const { exit, out, err } = await runCommand(['import', 'compose', '-', '-o', '-'], options);
  assert.equal(exit, 0, err);
  assert.match(out, /^dstudio: system\/1/m);
  assert.doesNotMatch(err, /Wrote/);
  assert.deepEqual(readdirSync(folder.path), []);
});

test('an import that fails writes nothing', async () => {
  using folder = temporaryFolder();
  const args = ['import', 'kubernetes', '-', '-o', 'x.system.yaml'];
  unusable(
    await runCommand(args, { folder: folder.path, stdin: 'a: [' }),
    /^standard input:1:\d+: /,
  );
  assert.equal(existsSync(join(folder.path, 'x.system.yaml')), false);
});

test('a system is proven, and each failing run can be replayed', async () => {
  using folder = temporaryFolder();
  const options = { folder: folder.path };
  writeFileSync(join(folder.path, 'small.yaml'), SMALL);
  const args = ['prove', 'small.yaml', '--seeds', '2', '--faults', 'crash,spike', ...TIMING];
  const json = await runCommand([...args, '--json'], options);
  const matrix = JSON.parse(json.out);
  assert.equal(matrix.format, 'matrix/1');
  assert.deepEqual(matrix.seeds, [1, 2]);
  const breaks = [matrix.baseline, ...matrix.cells].filter(({ verdict }) => verdict === 'breaks');
  assert.ok(breaks.length > 0, 'a crash of the only service breaks something');
  assert.equal(json.exit, 1);

  const left = readdirSync(join(folder.path, '.dstudio/capsules'));
  assert.equal(left.length, breaks.length);
  const capsule = join('.dstudio/capsules', left[0] ?? '');
  const replay = await runCommand(['replay', capsule], options);
  assert.equal(replay.exit, 0, replay.err);
  assert.match(replay.out, /^The same run: hash [0-9a-f]{16}\.$/m);

  const changed = readFileSync(join(folder.path, capsule), 'utf8').replace(
    /"seed": \d+/,
    '"seed": 99',
  );
  const other = await runCommand(['replay', '-'], { ...options, stdin: changed });
  assert.equal(other.exit, 1);
  assert.match(other.out, /^Another run: /m);

  const text = await runCommand(args, options);
  assert.match(text.out, /^crash web .*breaks/m);
});

test('a fault that can strike nothing is said, and alone it is unusable input', async () => {
  using folder = temporaryFolder();
  const options = { folder: folder.path };
  writeFileSync(join(folder.path, 'small.yaml'), SMALL);
  for (const command of ['prove', 'recommend']) {
    unusable(
      await runCommand([command, 'small.yaml', '--faults', 'zone-loss'], options),
      /^small\.yaml: nothing in this system can be struck by zone-loss; .*zones: \[a, b\]/,
    );
  }
  const args = ['prove', 'small.yaml', '--seeds', '1', '--faults', 'spike,zone-loss', ...TIMING];
  const some = await runCommand([...args, '--json'], options);
  assert.match(some.err, /^Note: nothing in this system can be struck by zone-loss; /);
  assert.deepEqual(
    JSON.parse(some.out).cells.map(({ id }: { id: string }) => id),
    ['spike web/handle'],
  );
});

test("a run of a pattern's experiment is replayed from its capsule", async () => {
  using folder = temporaryFolder();
  const { lab }: { lab: Lab } = await import(labModule('bulkhead').href);
  const [claim] = lab.claims;
  assert.ok(claim);
  const refuted = { ...claim, held: 0, of: 1, worst: 1, limit: 0, firstFailure: 3 };
  const capsules = labCapsules(lab, [refuted]);
  assert.deepEqual(
    capsules.map(({ capsule }) => capsule.variant),
    lab.variants.map(({ id }) => id),
  );
  const err = captured();
  leaveCapsules(capsules, 'left', {
    ...processTerminal(AbortSignal.abort()),
    err,
    folder: folder.path,
  });
  assert.match(err.text, /^\d failing runs left in left\. To repeat one: dstudio replay left\//);
  for (const { file } of capsules) {
    const { exit, out } = await runCommand(['replay', join('left', file)], { folder: folder.path });
    assert.equal(exit, 0);
    assert.match(out, /^The same run: /m);
  }
});

test('a pattern is proven', async () => {
  using folder = temporaryFolder();
  const args = ['prove', 'bulkhead', '--seeds', '2', '--json'];
  const { exit, out } = await runCommand(args, { folder: folder.path });
  const { format, claims, seeds } = JSON.parse(out);
  assert.equal(format, 'proof/1');
  assert.equal(seeds, 2);
  assert.ok(claims.length > 0 && claims.every(({ of }: { of: number }) => of === 2));
  assert.ok(claims.every(({ unit }: { unit: unknown }) => typeof unit === 'string'));
  assert.equal(exit, claims.every(({ held }: { held: number }) => held === 2) ? 0 : 1);
});

/** What web can do without, it may answer without. */
const MENDABLE = `# Ours since 2019.
dstudio: system/1
entries: { web/handle: { rate: 20/s } }
services:
  web:
    replicas: 2
    concurrency: 8
    operations:
      handle:
        time: 5ms
        calls:
          hints/handle: { count: 1, optional: yes, idempotent: yes } # nice to have
  hints:
    concurrency: 8
    operations:
      handle: { time: 5ms }
`;

test('a recommendation is written into the file, and its comments stay', async () => {
  using folder = temporaryFolder();
  const options = { folder: folder.path };
  const path = join(folder.path, 'shop.yaml');
  writeFileSync(path, MENDABLE);
  const args = ['recommend', 'shop.yaml', '--seeds', '1', '--faults', 'crash', ...TIMING];
  const dry = await runCommand([...args, '--json'], options);
  const found = JSON.parse(dry.out);
  assert.equal(found.format, 'recommendation/1');
  assert.ok(found.mended.includes('crash hints'), dry.out);
  assert.equal(readFileSync(path, 'utf8'), MENDABLE);

  const applied = await runCommand([...args, '--apply'], options);
  assert.match(applied.out, /^Put these in place:$/m);
  assert.match(applied.err, /Wrote \d patterns? into shop\.yaml\./);
  const text = readFileSync(path, 'utf8');
  assert.match(text, /^# Ours since 2019\.$/m);
  assert.match(text, /# nice to have/);
  assert.match(text, /graceful-degradation/);
  assert.deepEqual(readdirSync(folder.path), ['shop.yaml']);
});

test('stopping ends with 130 and leaves nothing', async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'small.yaml'), SMALL);
  const stop = new AbortController();
  const running = runCommand(['recommend', 'small.yaml', '--seeds', '100', '--apply'], {
    folder: folder.path,
    signal: stop.signal,
  });
  setTimeout(() => stop.abort(new Error('stopped')), 100);
  const { exit, out, err } = await running;
  assert.equal(exit, 130);
  assert.equal(out, '');
  assert.match(err, /Stopped\. Nothing was written\.\n$/);
  assert.equal(readFileSync(join(folder.path, 'small.yaml'), 'utf8'), SMALL);
  assert.deepEqual(readdirSync(folder.path), ['small.yaml']);
});

test('a capsule that is none is unusable input', async () => {
  unusable(await runCommand(['replay', '-'], { stdin: '{}' }), /format is missing/);
  unusable(await runCommand(['replay', 'no.json']), /^no\.json: there is no such file/);
});

test('a folder of pages is checked', async () => {
  using folder = temporaryFolder();
  const options = { folder: folder.path };
  unusable(
    await runCommand(['catalog', 'check', 'no'], options).then(asErrors),
    /there is none of that name/,
  );
  writeFileSync(
    join(folder.path, 'retry.md'),
    '---\ntitle: Retry\nexcellence_tier: platinum\n---\n',
  );
  const { exit, out } = await runCommand(['catalog', 'check', '.'], options);
  assert.equal(exit, 1);
  assert.match(out, /^retry\.md:3:\d+ error .*platinum/m);
  const sarif = JSON.parse((await runCommand(['catalog', 'check', '.', '--sarif'], options)).out);
  assert.equal(sarif.version, '2.1.0');
});

/** The check prints what it found as its result, also when there was nothing to check. */
const asErrors = ({ exit, out, err }: Ended): Ended => ({ exit, out: '', err: out + err });
