import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printDivergence } from '../index.ts';
import { createScenarioPool, type ScenarioPool } from './index.ts';

const module = new URL('./fixtures/ambient.scenario.ts', import.meta.url);

const on = async (scenario: string, work: (pool: ScenarioPool) => Promise<void>): Promise<void> => {
  const pool = createScenarioPool(module, scenario, 1);
  try {
    await work(pool);
  } finally {
    pool.close();
  }
};

test('what a module takes for itself when it is loaded is guarded on a thread, with its place', () =>
  on('taken', async (pool) => {
    const job = { first: 1, seeds: 1, stopAtFailure: false };
    const [part] = await pool.execute([job]);
    const [now, uuid, timer, format, parts, dated] =
      part?.failures[0]?.failure.message.split('\n') ?? [];
    const place = 'at file:.*/ambient\\.scenario\\.ts:\\d+:\\d+\\. .*: use env\\.';
    assert.match(now ?? '', RegExp(`Date\\.now was used .*${place}clock`));
    assert.match(uuid ?? '', RegExp(`randomUUID of node:crypto was used .*${place}random`));
    assert.match(timer ?? '', RegExp(`setTimeout was used .*${place}clock`));
    for (const [said, name] of [
      [format, 'format'],
      [parts, 'formatToParts'],
    ] as const) {
      const used = `${name}\\(\\) of Intl\\.DateTimeFormat was used`;
      assert.match(
        said ?? '',
        RegExp(`${used} .*${place.replace('env', 'a date, such as env')}clock`),
      );
    }
    assert.equal(dated, '1/1/19705true');
  }));

test('what is decided when a module is loaded shows where it is loaded once more', () =>
  on('decided when loaded', async (pool) => {
    const [found] = await pool.audit([1, 2]);
    assert.match(
      printDivergence(found ?? assert.fail()),
      /^seed 1: .* loaded once more: .*; the message from a to b at 0 ms carries other content\n[^]* - {3}a>b: \d+/,
    );
  }));

test('a node that waits for the machine is told so', () =>
  on('reads a file', (pool) =>
    assert.rejects(pool.audit([1, 2, 3]), {
      message:
        /^scenario 'reads a file': goes on when virtual time does not: .*; await only what `env`/,
    }),
  ));

test('a rejection that nobody hears of is told with its place', () =>
  on('floats', (pool) =>
    assert.rejects(pool.audit([1]), {
      message:
        /^seed 1: a promise was rejected and nobody handles it: unheard \(at file:.*\/ambient\.scenario\.ts:\d+:\d+\); await it/,
    }),
  ));
