import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { capsuleOf, parseCapsule, printCapsule } from '@dstudio/simulator';
import { labModule } from './house.ts';
import { proveScenarios } from './prove-scenario.ts';
import { captured, type Ended, runCommand, temporaryFolder } from './testing.ts';

const COUNTER = fileURLToPath(
  new URL('../examples/scenarios/counter.scenario.ts', import.meta.url),
);

/** A module of a scenario: what differs from one that does nothing. */
const module = (fields: string, before = ''): string => `${before}
export const scenario = {
  name: 'small', lane: 'callback', length_ms: 100, faults: {}, sometimes: [], ${fields}
};
`;

const unusable = ({ exit, out, err }: Ended, text: RegExp): void => {
  assert.match(err, text);
  assert.equal(exit, 2);
  assert.equal(out, '');
};

test("a person's scenarios are proven, the first failure is shrunk, drawn, and replays", async () => {
  using folder = temporaryFolder();
  const options = { folder: folder.path };
  copyFileSync(COUNTER, join(folder.path, 'my.scenario.ts'));
  const proved = await runCommand(['prove', './my.scenario.ts', '--seeds', '40'], options);
  assert.equal(proved.exit, 1, proved.err);
  assert.match(proved.out, /^increments: 40 seeds, \d+ failed$/m);
  assert.match(proved.out, /^ {2}not counted, \d+ \(seeds \d+, .*\): . says \d+ after 20$/m);
  assert.match(proved.out, /^Seed \d+, shrunk from \d+ choices to \d \(?in \d+ runs/m);
  assert.match(proved.out, / FAILED: (not counted|counted twice): /);
  assert.match(proved.out, /^states: 40 seeds, none failed$/m);
  assert.match(proved.out, /^ {2}a message made up for lost ones: in \d+ seeds$/m);

  const [, command = ''] = /^To repeat it: dstudio (.*)$/m.exec(proved.out) ?? assert.fail();
  const left = readdirSync(join(folder.path, '.dstudio/capsules')).sort();
  assert.equal(left.length, 2);
  assert.match(left.join(' '), /^increments-seed-(\d+)\.capsule\.json increments-seed-\1\.svg$/);
  const drawing = readFileSync(join(folder.path, '.dstudio/capsules', left[1] ?? ''), 'utf8');
  assert.match(drawing, /^<svg [^]*<title>increments, seed \d+: /);

  const args = command.split(' ');
  const replayed = await runCommand([...args, '--svg', 'again.svg'], options);
  assert.equal(replayed.exit, 0, replayed.err);
  assert.match(replayed.out, /^The same run: hash [0-9a-f]{16}\.$/m);
  const diagram = /^ {12}.*\n[^]*FAILED.*$/m;
  assert.equal(diagram.exec(replayed.out)?.[0], diagram.exec(proved.out)?.[0]);
  assert.equal(readFileSync(join(folder.path, 'again.svg'), 'utf8'), drawing);
  unusable(
    await runCommand([...args, '--svg', 'again.svg'], options),
    /^again\.svg: this file is already there; use --force/,
  );
  assert.equal((await runCommand([...args, '--svg', 'again.svg', '--force'], options)).exit, 0);

  const json = await runCommand([...args, '--json'], options);
  const found = JSON.parse(json.out);
  assert.deepEqual([found.format, found.same, found.hash], ['replay/1', true, found.expected]);
  assert.equal(found.happenings.at(-1).kind, 'failure');

  const [name = '', capsule = ''] = args;
  unusable(
    await runCommand([name, capsule], options),
    /'increments', which is not in the seeded bugs; name the module that exports it: --from FILE/,
  );
  const text = readFileSync(join(folder.path, capsule), 'utf8');
  const changed = JSON.stringify({ ...parseCapsule(text), choices: [] });
  const other = await runCommand(['replay', '-', '--from', 'my.scenario.ts'], {
    ...options,
    stdin: changed,
  });
  assert.equal(other.exit, 1);
  assert.match(other.out, /^Another run: /m);
});

test('one of several is picked by its name, and from a seed on', async () => {
  using folder = temporaryFolder();
  const options = { folder: folder.path };
  copyFileSync(COUNTER, join(folder.path, 'my.scenario.ts'));
  const target = 'my.scenario.ts#increments';
  const args = ['prove', target, '--first', '7', '--seeds', '5', '--json', '--capsules', 'here'];
  const { out, exit } = await runCommand(args, options);
  const { format, module: file, scenarios } = JSON.parse(out);
  assert.deepEqual([format, file, exit], ['suite/1', 'my.scenario.ts', 1]);
  const [one, ...others] = scenarios;
  assert.deepEqual([one.scenario, one.seeds, one.of, others], ['increments', 5, 5, []]);
  assert.deepEqual([one.ok, one.missing, one.divergences], [false, [], []]);
  const seeds: number[] = one.failures.map(({ seed }: { seed: number }) => seed);
  assert.ok(seeds.length > 0 && seeds.every((seed) => seed >= 7 && seed < 12));
  assert.equal(one.shrunk.seed, seeds[0]);
  assert.equal(one.shrunk.failure.name, one.failures[0].failure.name);
  assert.equal(one.shrunk.complete, true);
  assert.ok(one.shrunk.events > 0 && one.shrunk.events < 10);
  assert.equal(one.shrunk.capsule, join('here', `increments-seed-${seeds[0]}.capsule.json`));
  assert.ok(existsSync(join(folder.path, one.shrunk.drawing)));
  unusable(
    await runCommand(['prove', 'my.scenario.ts#no'], options),
    /^my\.scenario\.ts: there is no scenario called 'no'; there are: increments, states/,
  );
});

test('a seeded bug is found by its name, its twin passes, and its capsule needs no module', async () => {
  using folder = temporaryFolder();
  const options = { folder: folder.path };
  const bug = await runCommand(['prove', 'bug:credit-sent-once', '--seeds', '20'], options);
  assert.equal(bug.exit, 1, bug.err);
  const [, command = ''] = /^To repeat it: dstudio (.*)$/m.exec(bug.out) ?? assert.fail();
  assert.doesNotMatch(command, /--from/);
  assert.equal((await runCommand(command.split(' '), options)).exit, 0);
  const twin = await runCommand(['prove', 'bug:credit-sent-once-right', '--seeds', '20'], options);
  assert.equal(twin.exit, 0, twin.out + twin.err);
  unusable(
    await runCommand(['prove', 'credit-sent-once'], options),
    /for the seeded bug of that name write bug:credit-sent-once/,
  );
  const unknown = await runCommand(['prove', 'bug:no'], options);
  unusable(unknown, /there is no scenario called 'no'; there are: .*write-skew/);
  assert.doesNotMatch(unknown.err, /-right/);
  unusable(
    await runCommand(['prove', 'bug:write-scew'], options),
    /there is no scenario called 'write-scew'; did you mean 'write-skew'\?/,
  );
});

test('what never happened, and what no seed decides, does not hold', async () => {
  using folder = temporaryFolder();
  const options = { folder: folder.path };
  const prove = (file: string, text: string): Promise<Ended> => {
    writeFileSync(join(folder.path, file), text);
    return runCommand(['prove', file, '--seeds', '10'], options);
  };
  const never = await prove(
    'never.scenario.js',
    module('build() {}').replace('sometimes: []', "sometimes: ['a \\u001b[31mretry']"),
  );
  assert.equal(never.exit, 1);
  assert.match(never.out, /^small: 10 seeds, none failed$/m);
  assert.match(never.out, /What never happened was never tried: a {2}\[31mretry\. Give more seeds/);
  assert.ok(!never.out.includes('\u001b'));

  const leaky = await prove(
    'leaky.scenario.js',
    module(
      `build(run) {
        run.node('a').env.clock.after(5, () => run.record('a', 'call ' + ++calls));
        return { check() { run.fail('odd', 'x'); } };
      },`,
      'let calls = 0;',
    ),
  );
  assert.equal(leaky.exit, 1);
  assert.match(leaky.out, /^Not deterministic: /m);
  assert.match(leaky.out, /two runs of it in a row differ[^]*- {3}'call 1'\n {2}\+ {3}'call 2'/);
  assert.match(leaky.out, /^Not shrunk: a run that cannot be repeated cannot be shrunk\.$/m);
  assert.equal(existsSync(join(folder.path, '.dstudio')), false);

  const quiet = await prove(
    'quiet.scenario.js',
    module('build(run) { run.record("a", "run " + ++runs); }', 'let runs = 0;'),
  );
  assert.equal(quiet.exit, 1);
  assert.match(quiet.out, /none failed\nNot deterministic: /);
});

const BAD: readonly (readonly [what: string, text: string, message: RegExp])[] = [
  [
    'throws',
    'throw new TypeError("oh")',
    /^\S+: this module cannot be loaded: TypeError: oh \(file:.*\.ts:1:7\); /,
  ],
  ['is no TypeScript', 'export const a = ;', /SyntaxError: Expression expected \(.*\.ts:1\); /],
  ['exports nothing', 'export const a = 1;', /^\S+: this module exports no scenario; write: /],
  ['has a wrong lane', module('build() {}, lane: "x"'), /^\S+: scenario 'small': lane is "x"; /],
  [
    'cannot be built',
    module('build() { throw new Error("no node") }'),
    /^\S+: build threw Error: no node, at \S+bad4\S+:\d+\n$/,
  ],
  [
    'cannot be built with some seed',
    module('build(run) { if (run.seed === 9) throw new Error("nine") }'),
    /^\S+: small cannot be built with seed 9: build threw Error: nine, at \S+:\d+\n$/,
  ],
  ['marks what it did not list', module('build(run) { run.sometimes("x") }'), /'x' is not in the/],
];

for (const [index, [what, text, message]] of BAD.entries()) {
  test(`a module that ${what} is unusable input, by its name`, async () => {
    using folder = temporaryFolder();
    const file = `bad${index}.scenario.ts`;
    writeFileSync(join(folder.path, file), text);
    const ended = await runCommand(['prove', file, '--seeds', '20'], { folder: folder.path });
    unusable(ended, message);
    assert.ok(ended.err.startsWith(`${file}: `), ended.err);
    assert.deepEqual(readdirSync(folder.path), [file]);
  });
}

test('a file that is not there, and options that do not fit, are unusable input', async () => {
  unusable(
    await runCommand(['prove', './no.scenario.ts']),
    /^\.\/no\.scenario\.ts: there is no such/,
  );
  unusable(
    await runCommand(['replay', '-', '--from', 'no.ts'], { stdin: '{}' }),
    /format is missing/,
  );
  using folder = temporaryFolder();
  const options = { folder: folder.path };
  const bug = await runCommand(['prove', 'bug:credit-sent-once', '--seeds', '20'], options);
  const [, , capsule = ''] = /^To repeat it: (\S+) (\S+) (\S+)$/m.exec(bug.out)?.slice(1) ?? [];
  unusable(
    await runCommand(['replay', capsule, '--from', 'no.ts'], options),
    /^no\.ts: there is no such file/,
  );
  const text = readFileSync(join(folder.path, capsule), 'utf8');
  const { variants } = await import(labModule('bulkhead').href).then(({ lab }) => lab);
  const lab = JSON.stringify({
    ...parseCapsule(text),
    scenario: 'lab:bulkhead',
    variant: variants[0].id,
    parameters: {},
    choices: [],
  });
  const ran = await runCommand(['replay', '-'], { ...options, stdin: lab });
  assert.equal(ran.exit, 1, ran.err);
  for (const [flag, value, message] of [
    ['--svg', 'x.svg', /a run of lab:bulkhead has no drawing; leave out --svg/],
    ['--from', 'x.ts', /the capsule is of lab:bulkhead, .*; leave out --from/],
  ] as const) {
    const args = ['replay', '-', flag, value];
    unusable(await runCommand(args, { ...options, stdin: lab }), message);
    // Said before anything is run: no run of this one is possible.
    const odd = lab.replace(/"variant":"[^"]*"/, '"variant":"none"');
    unusable(await runCommand(args, { ...options, stdin: odd }), message);
  }
});

test('stopping prints what was found so far, and ends with 130', async () => {
  using folder = temporaryFolder();
  const late = join(folder.path, 'late');
  const slow = `build(run) {
    const { env } = run.node('a');
    const tick = () => env.clock.after(0.1, tick);
    tick();
    if (run.seed === 400) writeFileSync(${JSON.stringify(late)}, '');
    return { check() { if (run.seed % 10 === 5) run.fail('five', 'seed ' + run.seed); } };
  }`;
  const text = module(slow, "import { writeFileSync } from 'node:fs';");
  writeFileSync(join(folder.path, 'slow.scenario.js'), text);
  const stop = new AbortController();
  const watch = setInterval(() => existsSync(late) && stop.abort(new Error('stopped')), 10);
  const { exit, out } = await runCommand(['prove', 'slow.scenario.js', '--seeds', '1000000'], {
    folder: folder.path,
    signal: stop.signal,
  });
  clearInterval(watch);
  assert.equal(exit, 130);
  assert.match(out, /^small: stopped after \d+ of 1000000 seeds, \d+ failed$/m);
  assert.match(out, /five, \d+ .*\(seeds 5, 15, /);
  assert.doesNotMatch(out, /shrunk/);
  assert.deepEqual(readdirSync(folder.path).sort(), ['late', 'slow.scenario.js']);
});

/** Two scenarios: the first fails, and the second hangs. */
const FAILS_THEN_HANGS = `
const base = { lane: 'callback', length_ms: 10, faults: {}, sometimes: [] };
export const scenarios = [
  { ...base, name: 'first', build: (run) => ({ check: () => run.fail('bad', 'always') }) },
  { ...base, name: 'second', build: () => ({ check() { while (true); } }) },
];
`;

/** Runs a command and stops it as soon as there is such a file. */
async function stopOnce(args: readonly string[], folder: string, file: string): Promise<Ended> {
  const stop = new AbortController();
  const there = (): boolean => existsSync(join(folder, file));
  const watch = setInterval(() => there() && stop.abort(new Error('stopped')), 20);
  try {
    return await runCommand(args, { folder, signal: stop.signal });
  } finally {
    clearInterval(watch);
  }
}

test('what was proven before a stop is printed and kept, and the command to repeat it is one', async () => {
  const file = "it's.scenario.js";
  for (const json of [false, true]) {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, file), FAILS_THEN_HANGS);
    const args = ['prove', file, '--seeds', '3', ...(json ? ['--json'] : [])];
    const svg = '.dstudio/capsules/first-seed-1.svg';
    const { exit, out, err } = await stopOnce(args, folder.path, svg);
    assert.equal(exit, 130, err);
    assert.match(err, /Stopped before anything was known of second\.\n$/);
    assert.doesNotMatch(err, /Nothing was written/);
    if (json) {
      const { scenarios } = JSON.parse(out);
      assert.equal(scenarios.length, 1);
      assert.equal(scenarios[0].shrunk.failure.name, 'bad');
    } else {
      assert.match(out, /^To repeat it: .*\/first-seed-1\.capsule\.json --from 'it'\\''s\.\S+'$/m);
    }
  }
});

test('a scenario that never ends is one that does not hold, told with its seed and place', async () => {
  using folder = temporaryFolder();
  const prove = async (text: string, json: boolean): Promise<Ended> => {
    const path = join(folder.path, `${readdirSync(folder.path).length}.scenario.js`);
    writeFileSync(path, text);
    const out = captured();
    const err = captured();
    const terminal = {
      out,
      err,
      stdin: (async function* () {})(),
      folder: folder.path,
      variables: {},
      signal: new AbortController().signal,
    };
    const target = { module: pathToFileURL(path), file: 'x.js', only: undefined, from: 'x.js' };
    const given = { seeds: 60, first: 1, capsules: 'capsules', hang_ms: 600 };
    const options = json ? ({ ...given, json } as const) : given;
    const exit = await proveScenarios(target, options, terminal);
    return { exit, out: out.text, err: err.text };
  };
  const looping = (when: string): string =>
    module(`build(run) {
      run.node('a', (env) => env.clock.after(5, function tick() { while (${when}); }));
      return { check() { if (run.seed === 50) run.fail('fifty', 'always'); } };
    }`);
  const always = await prove(looping('true'), false);
  assert.equal(always.exit, 1);
  assert.match(always.out, /^small: stopped after 1 of 60 seeds, 1 failed$/m);
  assert.match(
    always.out.replaceAll(/\s+/g, ' '),
    / never ends, 1 \(seed 1\): it does not come back and probably loops for ever, in tick \(\S+:\d+:\d+\) /,
  );
  assert.match(always.out, /^Not shrunk: a run that never ends cannot be shrunk\.$/m);
  const once = await prove(looping('run.seed === 20'), true);
  assert.equal(once.exit, 1);
  const [{ seeds, failures, shrunk }] = JSON.parse(once.out).scenarios;
  assert.deepEqual(
    [seeds, ...failures.map((one: { seed: number }) => one.seed), shrunk.seed],
    [60, 20, 50, 50],
  );
});

test('a replay that hangs ends with the signal', async () => {
  using folder = temporaryFolder();
  const started = join(folder.path, 'started');
  const marks = `import { isMainThread } from 'node:worker_threads';
import { writeFileSync } from 'node:fs';
${FAILS_THEN_HANGS.replace(
  'while (true);',
  `if (isMainThread) return; writeFileSync(${JSON.stringify(started)}, ''); while (true);`,
)}`;
  writeFileSync(join(folder.path, 'two.scenario.js'), marks);
  const capsule = capsuleOf({
    scenario: 'scenario:second',
    parameters: {},
    variant: 'x',
    seed: 1,
    choices: [],
    hash: '0'.repeat(16),
  });
  writeFileSync(join(folder.path, 'a.json'), printCapsule(capsule));
  const args = ['replay', 'a.json', '--from', 'two.scenario.js'];
  const { exit, out } = await stopOnce(args, folder.path, 'started');
  assert.deepEqual([exit, out], [130, '']);
});
