import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Env } from '@dstudio/kernel';
import { journalOf } from './audit.ts';
import {
  auditDeterminism,
  printDivergence,
  type Run,
  runScenario,
  type Scenario,
} from './index.ts';
import { host } from './node/index.ts';
import { encode, replicated } from './replicated.scenario.ts';

test('the audit passes what is made anew, and finds what a module keeps', async () => {
  assert.deepEqual(await auditDeterminism(replicated(0), [1, 2, 3]), []);
  let kept = 0;
  const leaky: Scenario = {
    ...replicated(1),
    build(run) {
      const { env } = run.node('a');
      run.node('b');
      env.clock.after(5, () => env.network.send('b', Uint8Array.of(kept++)));
      return undefined;
    },
  };
  const [found] = await auditDeterminism(leaky, [1]);
  assert.equal(found?.when, 'twice');
  assert.equal(found?.of, 'the message from a to b at 5 ms');
  assert.deepEqual([found?.first, found?.second], ['  a>b: 00', '  a>b: 01']);
  // A cache by what was asked: the same seed finds its own entries, another seed's shift it.
  const seeds = new Set<number>();
  const cached: Scenario = {
    ...leaky,
    build(run) {
      const { env } = run.node('a');
      env.clock.after(5, () => run.record('a', `${seeds.size > 1}`));
      seeds.add(run.seed);
      return undefined;
    },
  };
  const [later] = await auditDeterminism(cached, [7]);
  assert.equal(later?.when, 'after another');
});

/** A scenario that does this on two nodes. */
const doing = (act: (env: Env, run: Run) => void | Promise<void>): Scenario => ({
  ...replicated(1),
  lane: 'async',
  faults: {},
  build(run) {
    run.node('b');
    run.node('a', (env) => act(env, run));
    return undefined;
  },
});

/** Another number in each run, and no event that tells of it. */
let calls = 0;
const LONG = 'x'.repeat(5000);

const BODIES: readonly (readonly [
  what: string,
  act: (env: Env, run: Run) => void | Promise<void>,
  said: RegExp,
])[] = [
  [
    'a message that is lost',
    ({ network }, { world }) => {
      world.network.link('a', 'b', { loss: 1 });
      network.send('b', encode({ call: ++calls }));
    },
    /; the message from a to b at 0 ms carries other content\n[^]* - {3}a>b: \{"call":\d+\}\n {2}\+ {3}a>b: \{"call":\d+\}\n$/,
  ],
  [
    'the end of a long message',
    ({ network }) => network.send('b', encode([LONG, ++calls, LONG])),
    /; the message from a to b at 0 ms carries other content\n[^]* - \.\.\.x{38}",\d+,"x+\.\.\.\n {2}\+ \.\.\.x{38}",\d+,"x+\.\.\.\n$/,
  ],
  [
    'a write that is never read',
    async ({ disk }) => (await disk.open('log')).write(7, Uint8Array.of(255, ++calls % 256)),
    /; what a writes to log at 0\.1 ms carries other content\n[^]* - {3}a writes log: ff [0-9a-f]{2}\n/,
  ],
  [
    'where a write goes',
    async ({ disk }) => (await disk.open('log')).write(++calls, Uint8Array.of(1)),
    / - {3}\d+\n {2}\+ {3}\d+\n$/,
  ],
  ['a file', async ({ disk }) => void (await disk.open(`log ${++calls}`)), / - {3}'log \d+'\n/],
  [
    'a new name',
    async ({ disk }) => {
      await disk.open('log');
      await disk.rename('log', `log ${++calls}`);
    },
    / - {3}'log \d+'\n/,
  ],
  ['a fact', (_, run) => run.record('a', `call ${++calls}`), / - {3}'call \d+'\n/],
  [
    'a field of a log',
    ({ log }) => log.write('info', 'called', { calls: ++calls }),
    / - {3}'\{"calls":\d+\}'\n/,
  ],
  ['a failure', (_, run) => run.fail('odd', `call ${++calls}`), / - {3}'call \d+'\n/],
  ['an addressee', ({ network }) => network.send(`b${++calls}`, Uint8Array.of(1)), /a>b\d+: 01\n/],
  [
    'a stack trace',
    ({ network }) => network.send('b', encode(new Error('no').stack)),
    /: it differs when the stack traces of errors do: [^]*; the message from a to b at 0 ms [^]* - .*"Error: no\\n {4}at /,
  ],
];

for (const [what, act, said] of BODIES) {
  test(`the audit and the hash see ${what}, though each run has the same events`, async () => {
    const scenario = doing(act);
    const [found] = await auditDeterminism(scenario, [1], { host });
    assert.match(printDivergence(found ?? assert.fail()), said);
    if (what === 'a stack trace') return;
    const one = await runScenario(scenario, { seed: 1, host });
    const other = await runScenario(scenario, { seed: 1, host });
    assert.equal(one.processed, other.processed);
    assert.notEqual(one.hash, other.hash);
  });
}

test('what is said counts in the hash whether or not a journal is kept', async () => {
  for (const seed of [1, 2]) {
    const { hash } = await runScenario(replicated(0), { seed });
    const lines = await journalOf(replicated(0), seed);
    assert.equal(lines.at(-1)?.text, `hash ${hash}`);
  }
});

test('audits may overlap, and leave stack traces as long as they were', async () => {
  const limit = Error.stackTraceLimit;
  const scenario = doing(async ({ clock }) => clock.sleep(1));
  const audits = [[1], [1, 2], [1, 2, 3]].map((seeds) => auditDeterminism(scenario, seeds));
  assert.deepEqual((await Promise.all(audits)).flat(), []);
  assert.equal(Error.stackTraceLimit, limit);
});

test('a handler that lets others go on and throws is a failure, and no scenario to refuse', async () => {
  const scenario = doing(({ clock, network }) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    void (async () => {
      for (let i = 0; i < 3; i++) await promise;
      network.send('b', Uint8Array.of(1));
    })();
    clock.after(10, () => {
      resolve();
      throw new Error('boom');
    });
  });
  assert.deepEqual(await auditDeterminism(scenario, [1], { host }), []);
  const { failure } = await runScenario(scenario, { seed: 1, host });
  assert.deepEqual(failure, { name: 'threw Error', message: 'boom', at_ms: 10 });
});
