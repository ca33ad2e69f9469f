import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidInput, Refused } from '../errors.ts';
import { createNodeEnv } from './env.ts';
import { createLog } from './log.ts';

test('a seed decides the random stream; without one, each is its own', () => {
  assert.equal(
    createNodeEnv({ seed: 1 }).random.next(),
    createNodeEnv({ seed: '1' }).random.next(),
  );
  assert.notEqual(createNodeEnv().random.next(), createNodeEnv().random.next());
});

test('ports that were not opened say what to do', async () => {
  const { network, disk } = createNodeEnv();
  assert.throws(() => network.address, /openNetwork/);
  assert.throws(() => network.send('a:1', new Uint8Array()), /openNetwork/);
  assert.throws(() => network.receive(() => {}), InvalidInput);
  await assert.rejects(disk.open('a'), /openDisk/);
  await assert.rejects(disk.list(), InvalidInput);
});

const record = (level?: 'debug' | 'warn') => {
  const lines: string[] = [];
  const stream = { write: (line: string) => lines.push(line) };
  return { lines, log: createLog({ stream, ...(level && { level }) }) };
};

test('the log writes one JSON object a line, from its level up', () => {
  const { lines, log } = record();
  log.write('debug', 'not this');
  log.write('info', 'started', { port: 4000 });
  log.write('error', 'two\nlines');
  assert.equal(lines.length, 2);
  for (const line of lines) assert.match(line, /^[^\n]*\n$/);
  const [first, second] = lines.map((line) => JSON.parse(line));
  assert.deepEqual(
    { ...first, time: 0 },
    { time: 0, level: 'info', message: 'started', fields: { port: 4000 } },
  );
  assert.match(first.time, /^\d{4}-\d\d-\d\dT.*Z$/);
  assert.equal(second.message, 'two\nlines');
  assert.ok(!('fields' in second));
  assert.equal(record('warn').lines.length, 0);
  const all = record('debug');
  all.log.write('debug', 'this too');
  assert.equal(all.lines.length, 1);
});

test('the log takes whatever it is given', () => {
  const { lines, log } = record();
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  log.write('warn', 'odd', {
    circle,
    big: 2n ** 70n,
    error: new Refused('bulkhead', 'full', 5),
    nothing: undefined,
    nan: Number.NaN,
    bytes: new Uint8Array(3),
    map: new Map([['a', 1]]),
    call: () => 0,
    when: new Date(0),
    never: new Date(Number.NaN),
    long: Array.from({ length: 5000 }, () => 1),
  });
  const { fields } = JSON.parse(lines[0] ?? '');
  assert.equal(fields.big, '1180591620717411303424');
  assert.equal(fields.error.code, 'REFUSED');
  assert.equal(fields.error.message, 'bulkhead: full');
  assert.equal(fields.nan, 'NaN');
  assert.equal(fields.bytes, '[3 bytes]');
  assert.deepEqual(fields.map, { a: 1 });
  assert.equal(fields.call, '[function]');
  assert.equal(fields.when, '1970-01-01T00:00:00.000Z');
  assert.equal(fields.never, 'invalid');
  assert.equal(fields.long.length, 1000);
  assert.ok((lines[0]?.length ?? 0) < 20_000);
});
