import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Capsule,
  ENGINE_VERSION,
  replayScenario,
  type Scenario,
  shrink,
} from '@dstudio/simulator';
import { host } from '@dstudio/simulator/node';
import { renderScenarioReplay } from '../render/replay.ts';
import { styleFor } from '../render/style.ts';
import { captured } from '../testing.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

const WORDS = { told: 'told', written: 'written', recorded: 'recorded', failed: 'failed' };

/** A node that tells another what it was told to, once it has written it down. */
const telling = (words: Partial<typeof WORDS & { operation: string }> = {}): Scenario => {
  const { told, written, recorded, failed, operation = 'tell' } = { ...WORDS, ...words };
  return {
    name: 'tell',
    lane: 'async',
    length_ms: 100,
    faults: { network: { loss: 0.01 } },
    sometimes: [],
    build(run) {
      run.node('b', (env) => {
        env.network.receive(() => run.fail('heard', failed));
      });
      const { env } = run.node('a');
      run.issue(10, 'a', operation, async () => {
        const file = await env.disk.open('log');
        await file.write(0, encode(written));
        run.record('a', recorded);
        if (told !== '') env.network.send('b', encode(told));
      });
      return undefined;
    },
  };
};

const { capsule } = await shrink(telling(), { seed: 1, host });

/** What the command prints in the end. */
const ending = async (scenario: Scenario, change: Partial<Capsule> = {}): Promise<string> => {
  const changed = { ...capsule, ...change };
  const run = await replayScenario(changed, scenario, host);
  const text = renderScenarioReplay(changed, run, styleFor(captured()));
  return text.trimEnd().split('\n').at(-1) ?? '';
};

test('it is the same run only when all that was said, written and recorded is', async () => {
  assert.equal(await ending(telling()), `The same run: hash ${capsule.hash}.`);
  for (const [words, first] of [
    [
      { told: 'TOLD' },
      / First of all, the message from a to b at 10\.2 ms carries other content\.$/,
    ],
    [{ told: '' }, / First of all, there is no message from a to b at 10\.2 ms\.$/],
    [{ operation: 'be idle' }, / First of all, a has nothing called 'tell' to do at 10 ms\.$/],
    // The capsule does not hold these; as long as before, so that no event is at another time.
    [{ written: 'WRITTEN' }, /; what it is of has changed since, or is not deterministic\.$/],
    [{ recorded: 'RECORDED' }, /; what it is of has changed since, or is not deterministic\.$/],
    [{ failed: 'FAILED' }, /; what it is of has changed since, or is not deterministic\.$/],
  ] as const) {
    const end = await ending(telling(words));
    assert.match(end, /^Another run: hash [0-9a-f]{16}, expected [0-9a-f]{16}; /);
    assert.match(end, first);
  }
});

test('a capsule of another engine, or of another failure, is told so', async () => {
  const here = `and this is engine ${ENGINE_VERSION}`;
  const hash = '0'.repeat(16);
  assert.equal(
    await ending(telling(), { engine: 1 }),
    `The same run: hash ${capsule.hash}, though the capsule is of engine 1, ${here}.`,
  );
  assert.equal(
    await ending(telling(), { engine: 1, hash }),
    `Not known to be the same run: hash ${capsule.hash}, expected ${hash}; the capsule is of engine 1, ` +
      `${here}, whose hash may be another for the same run.`,
  );
  assert.match(
    await ending(telling(), { engine: 99, hash }),
    /; repeat it with a newer version of dstudio\.$/,
  );
  assert.equal(
    await ending(telling(), { variant: 'else' }),
    `Not what the capsule says, though its hash is ${capsule.hash}. First of all, the capsule says that ` +
      "it fails of 'else', and it fails of 'heard'.",
  );
  assert.match(
    await ending(telling({ told: '' }), { choices: [] }),
    /fails of 'heard', and it passes\.$/,
  );
});
