import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { explain } from './exit.ts';
import { createProgram } from './program.ts';
import { captured, runCommand, temporaryFolder } from './testing.ts';

const READ = (value: string): string => `{:process 1 :type :invoke :f :read :value nil}
{:process 1 :type :ok :f :read :value ${value}}
`;
const WRITE = `{:process 0 :type :invoke :f :write :value 1}
{:process 0 :type :ok :f :write :value 1}
`;
const check = (stdin: string, ...args: readonly string[]) =>
  runCommand(['check-history', '-', '--model', 'cas-register', ...args], { stdin });

test('exit codes are those of Jepsen’s command line', async () => {
  const valid = await check(WRITE + READ('1'));
  assert.equal(valid.exit, 0);
  assert.match(valid.out, /^valid cas-register\n/);
  const invalid = await check(WRITE + READ('2'));
  assert.equal(invalid.exit, 1);
  assert.match(invalid.out, /✗ read → 2/);
  const never = await runCommand(['check-history', '-', '--model', 'set-full'], {
    stdin: '{:process 0 :type :invoke :f :add :value 1}',
  });
  assert.equal(never.exit, 2);
});

test('unusable arguments and input end with 254', async () => {
  for (const [args, message] of [
    [['check-history', '--model', 'bank'], /missing required argument 'file'/],
    [['check-history', '-'], /--model <name>' not specified/],
    [['check-history', '-', '--model', 'nope'], /Allowed choices are register, cas-register/],
    [['check-history', '-', '--model', 'bank', '--format', 'x'], /Allowed choices are jsonl/],
    [['check-history', '-', '--model', 'bank'], /^standard input:1: a bank has no 'write'/],
    [['check-history', 'no.edn', '--model', 'bank'], /^no\.edn: there is no such file/],
    [['check-history', '-', '--model', 'bank', '--time', 'soon'], /--time/],
    [['check-history', '-', '--model', 'register', '--initial', '{'], /'{' is no value; write one/],
    [['check-history', '-', '--model', 'register', '--initial', '1 2'], /'1 2' is no value/],
    [['check-history', '-', '--model', 'bank', '--total-amount', '1.5'], /Give a whole number/],
    [['check-history', '-', '--model', 'bank', '--initial', '1'], /'bank' takes no initial value/],
    [
      ['check-history', '-', '--model', 'register', '--svg', '-'],
      /^--svg names no file; .*why\.svg/,
    ],
    [['check-history', '.', '--model', 'register'], /^\.: this is a folder; name a file in it/],
    [['check-history', '', '--model', 'register'], /^no history is named; give the path/],
  ] as const) {
    const { exit, err, out } = await runCommand(args, { stdin: WRITE });
    assert.equal(exit, 254, args.join(' '));
    assert.match(err, message);
    assert.equal(out, '');
  }
  const binary = await check('\0\0');
  assert.equal(binary.exit, 254);
  assert.match(binary.err, /this is not text/);
});

test('bytes that are a history after all are told how to be read', async () => {
  using folder = temporaryFolder();
  const told = async (name: string, bytes: Uint8Array): Promise<string> => {
    writeFileSync(join(folder.path, name), bytes);
    const args = ['check-history', name, '--model', 'register'];
    const { exit, err } = await runCommand(args, { folder: folder.path });
    assert.equal(exit, 254);
    return err;
  };
  assert.match(
    await told('my history.gz', gzipSync(WRITE)),
    /compressed with gzip; write zcat 'my history\.gz' \| dstudio check-history --model \.\.\. -\n$/,
  );
  assert.match(await told('test.jepsen', Buffer.from('JEPSEN\0\0')), /binary store; name .*\.edn/);
  assert.match(await told('other', Buffer.from('\0\0')), /this is not text; name a file in UTF-8/);
});

test('what a file says cannot steer the terminal', async () => {
  const { exit, err } = await check('{:process 0 :type :ok :f "\u001b[31mred" :value 1}');
  assert.equal(exit, 254);
  assert.match(err, /red/);
  assert.doesNotMatch(err, /[^\P{Cc}\n]/u);
});

test("the consistency model may be named as elle-cli's", async () => {
  const skew = [
    [':x', ':y'],
    [':y', ':x'],
  ].map(([mine, other], at) => {
    return `{:process ${at} :type :ok :f :txn :value [[:append ${mine} 1] [:r ${other} []]]}`;
  });
  const against = (option: string) =>
    runCommand(['check-history', '-', '--model', 'list-append', option, 'snapshot-isolation'], {
      stdin: skew.join('\n'),
    });
  assert.equal((await against('--consistency-model')).exit, 0);
  assert.equal((await against('--consistency-models')).exit, 0);
});

test('the verdict as JSON, with numbers in full', async () => {
  const { exit, out } = await check(WRITE + READ('9007199254740993'), '--json');
  assert.equal(exit, 1);
  const verdict = JSON.parse(out);
  assert.equal(verdict.format, 'history-verdict/1');
  assert.equal(verdict.validity, 'invalid');
  assert.equal(verdict.counterexample.operations.at(-1).output, '9007199254740993');
});

test('models are told what they begin with', async () => {
  const from = async (value: string) => (await check(READ('{:x 1}'), '--initial', value)).exit;
  assert.equal(await from('{:x 1}'), 0);
  assert.equal(await from('{"x": 1}'), 0);
  assert.equal(await from('{:x 2}'), 1);
  const bank = (...told: readonly string[]) =>
    runCommand(['check-history', '-', '--model', 'bank', ...told], { stdin: READ('{0 -1, 1 11}') });
  assert.equal((await bank()).exit, 1);
  assert.equal((await bank('--allow-negative-balances')).exit, 0);
  assert.equal((await bank('--allow-negative-balances', '--total-amount', '11')).exit, 1);
  const { out } = await runCommand(['check-history', '--help']);
  assert.match(out, /In JSON, null is unknown/);
});

test('the drawing is written once, and only when there is something to draw', async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'history.edn');
  writeFileSync(file, WRITE + READ('2'));
  const draw = (...more: readonly string[]) =>
    runCommand(
      ['check-history', 'history.edn', '--model', 'register', '--svg', 'why.svg', ...more],
      {
        folder: folder.path,
      },
    );
  assert.equal((await draw()).exit, 1);
  assert.match(readFileSync(join(folder.path, 'why.svg'), 'utf8'), /^<svg/);
  const again = await draw();
  assert.equal(again.exit, 254);
  assert.match(again.err, /already there/);
  assert.equal((await draw('--force')).exit, 1);
  writeFileSync(file, WRITE);
  assert.match((await draw('--force')).err, /nothing to draw/);
});

test('a cycle of transactions is drawn', async () => {
  using folder = temporaryFolder();
  const txn = (process: number, mine: string, other: string): string =>
    `{:process ${process} :type :ok :f :txn :value [[:append ${mine} 1] [:r ${other} []]]}\n`;
  writeFileSync(join(folder.path, 'skew.edn'), txn(0, ':x', ':y') + txn(1, ':y', ':x'));
  const args = ['check-history', 'skew.edn', '--model', 'list-append', '--svg', 'skew.svg'];
  assert.equal((await runCommand(args, { folder: folder.path })).exit, 1);
  const drawing = readFileSync(join(folder.path, 'skew.svg'), 'utf8');
  assert.match(drawing, /<title>G2-item<\/title>[^]*>T1<[^]*>T2</);
});

test('Ctrl-C ends it with 130', async () => {
  const stopping = new AbortController();
  stopping.abort(new Error('stopped'));
  const { exit } = await runCommand(['check-history', '-', '--model', 'register'], {
    stdin: WRITE,
    signal: stopping.signal,
  });
  assert.equal(exit, 130);
  assert.equal(existsSync('why.svg'), false);
});

test('Ctrl-C while it judges transactions ends it with 130', async () => {
  const stopping = new AbortController();
  const out = captured();
  const err = captured(80);
  const write = (text: string): void => {
    err.write(text);
    if (/Checking for .*: reading transactions/.test(text)) stopping.abort(new Error('stopped'));
  };
  const terminal = {
    out,
    err: { ...err, write },
    stdin: (async function* () {
      yield Buffer.from('{:process 0, :type :ok, :f :txn, :value [[:append :x 1]]}\n');
    })(),
    folder: '.',
    variables: {},
    signal: stopping.signal,
  };
  const exit = await createProgram(terminal)
    .run(['check-history', '-', '--model', 'list-append'])
    .catch((error: unknown) => explain(error, err, stopping.signal));
  assert.equal(exit, 130, err.text);
  assert.equal(out.text, '');
});

test('a check that has no time left is not decided', async () => {
  const reads = READ('{0 1}').repeat(2000);
  const { exit, out } = await runCommand(
    ['check-history', '-', '--model', 'unique-ids', '--time', '0s'],
    { stdin: reads.replaceAll(':read', ':generate') },
  );
  assert.equal(exit, 2, out);
  assert.match(out, /Not decided: the check ended after 0 ms/);
});
