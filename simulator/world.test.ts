import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createWorld, type EventId } from './index.ts';

/** What a naive agenda does with the same commands: a list, sorted anew for each event. */
const naive = (commands: readonly Command[]): string[] => {
  const agenda: { time: number; order: number; name: number }[] = [];
  const log: string[] = [];
  let order = 0;
  let now = 0;
  const issued: number[] = [];
  const apply = (command: Command | undefined, time: number): void => {
    if (command === undefined) return;
    if (command.kind === 'schedule') {
      issued.push(order);
      agenda.push({ time: time + command.delay, order: order++, name: issued.length - 1 });
    } else {
      const victim = issued[command.victim % Math.max(1, issued.length)];
      const at = agenda.findIndex((event) => event.order === victim);
      if (at >= 0) agenda.splice(at, 1);
    }
  };
  let next = 0;
  for (; next < commands.length / 2; next++) apply(commands[next], 0);
  while (agenda.length > 0) {
    agenda.sort((a, b) => a.time - b.time || a.order - b.order);
    const event = agenda.shift();
    if (event === undefined) break;
    now = event.time;
    log.push(`${now} ${event.name}`);
    apply(commands[next++], now);
  }
  return log;
};

const real = (commands: readonly Command[]): string[] => {
  const world = createWorld({ seed: 1 });
  const log: string[] = [];
  const issued: EventId[] = [];
  let next = 0;
  const apply = (command: Command | undefined): void => {
    if (command === undefined) return;
    if (command.kind === 'schedule') {
      issued.push(world.after(command.delay, fire, issued.length));
    } else {
      const victim = issued[command.victim % Math.max(1, issued.length)];
      if (victim !== undefined) world.cancel(victim);
    }
  };
  const fire = (name: number): void => {
    log.push(`${world.now} ${name}`);
    apply(commands[next++]);
  };
  for (; next < commands.length / 2; next++) apply(commands[next]);
  world.run({ until_ms: Number.POSITIVE_INFINITY });
  assert.equal(world.processed, log.length);
  return log;
};

type Command =
  | { readonly kind: 'schedule'; readonly delay: number }
  | { readonly kind: 'cancel'; readonly victim: number };

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('schedule'), delay: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel'), victim: fc.nat(50) }) },
);

test('events happen in the order of time and scheduling, whatever is cancelled', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 200 }), (commands) => {
      assert.deepEqual(real(commands), naive(commands));
    }),
    { numRuns: 300 },
  );
});

test('an id stays with its event after the slot is used again', () => {
  const world = createWorld({ seed: 1 });
  let fired = 0;
  const first = world.after(1, () => fired++);
  world.run({ until_ms: 1 });
  const second = world.after(1, () => fired++);
  world.cancel(first);
  world.run({ until_ms: 3 });
  assert.equal(fired, 2);
  assert.notEqual(first, second);
});

test('many cancelled events are cleared away, and the others keep their order', () => {
  const world = createWorld({ seed: 1 });
  const seen: number[] = [];
  const note = (i: number): void => void seen.push(i);
  const expected: number[] = [];
  for (let round = 0; round < 300; round++) {
    // Three million in all, more than may be pending at once.
    for (let i = 0; i < 10_000; i++) {
      const id = world.at(1000 + (i % 7), note, round * 10_000 + i);
      if (i % 1000 === 0) expected.push(round * 10_000 + i);
      else world.cancel(id);
    }
  }
  world.run({ until_ms: 2000 });
  expected.sort((a, b) => ((a % 10_000) % 7) - ((b % 10_000) % 7) || a - b);
  assert.deepEqual(seen, expected);
  assert.equal(world.processed, expected.length);
});

test('arguments come back as they were given', () => {
  const world = createWorld({ seed: 1 });
  const seen: unknown[] = [];
  world.at(1, (a: string, b: { x: number }) => seen.push(a, b.x), 'a', { x: 1 });
  world.at(2, (a: string) => seen.push(a), 'alone');
  world.run({ until_ms: 2 });
  assert.deepEqual(seen, ['a', 1, 'alone']);
});

test('a run ends at its bound, with events at the bound done and later ones kept', () => {
  const world = createWorld({ seed: 1 });
  const seen: number[] = [];
  for (const time of [1, 2, 3]) world.at(time, () => seen.push(time));
  world.run({ until_ms: 2 });
  assert.deepEqual([seen, world.now], [[1, 2], 2]);
  world.run({ until_ms: 10 });
  assert.deepEqual([seen, world.now], [[1, 2, 3], 10]);
});

test('stop ends the run after the handler, and a later run goes on', () => {
  const world = createWorld({ seed: 1 });
  const seen: number[] = [];
  world.at(1, () => world.stop());
  world.at(1, () => seen.push(world.now));
  world.run({ until_ms: 5 });
  assert.deepEqual([seen, world.now], [[], 1]);
  world.run({ until_ms: 5 });
  assert.deepEqual([seen, world.now], [[1], 5]);
});

test('what a handler throws comes out, and the world can go on', () => {
  const world = createWorld({ seed: 1 });
  let later = 0;
  world.at(1, () => {
    throw new Error('broken');
  });
  world.at(2, () => later++);
  assert.throws(() => world.run({ until_ms: 5 }), /broken/);
  assert.equal(world.now, 1);
  world.run({ until_ms: 5 });
  assert.equal(later, 1);
});

test('times that cannot be are refused', () => {
  const world = createWorld({ seed: 1 });
  world.run({ until_ms: 5 });
  const nothing = (): void => {};
  for (const time of [4, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => world.at(time, nothing), RangeError);
  }
  assert.throws(() => world.after(Number.NaN, nothing), RangeError);
  assert.throws(() => world.after(Number.POSITIVE_INFINITY, nothing), RangeError);
  assert.throws(() => world.run({ until_ms: 4 }), /at 5 ms already/);
  assert.throws(() => world.run({ until_ms: Number.NaN }), RangeError);
  world.after(-3, nothing);
  world.run({ until_ms: 5 });
  assert.equal(world.processed, 1);
});

test('a handler cannot run the world it runs in', () => {
  const world = createWorld({ seed: 1 });
  world.at(1, () => world.run({ until_ms: 2 }));
  assert.throws(() => world.run({ until_ms: 5 }), /running already/);
});

test('seeds that are none are refused', () => {
  for (const seed of [-1, 0.5, Number.NaN, 2 ** 53]) {
    assert.throws(() => createWorld({ seed }), RangeError);
  }
});

test('the hash tells apart time, order, notes and records', () => {
  const hashOf = (build: (world: ReturnType<typeof createWorld>) => void): string => {
    const world = createWorld({ seed: 1 });
    build(world);
    world.run({ until_ms: 10 });
    return world.hash();
  };
  const nothing = (): void => {};
  const hashes = [
    hashOf(() => {}),
    hashOf((world) => world.at(1, nothing)),
    hashOf((world) => world.at(2, nothing)),
    hashOf((world) => {
      world.at(1, nothing);
      world.at(2, nothing);
    }),
    hashOf((world) => {
      world.at(2, nothing);
      world.at(1, nothing);
    }),
    hashOf((world) => world.note(1)),
    hashOf((world) => world.note(1, 1)),
    hashOf((world) => world.note(1, Number.NaN)),
    hashOf((world) => world.record('a', 'b')),
    hashOf((world) => world.record('b', 'a')),
  ];
  assert.equal(new Set(hashes).size, hashes.length);
  assert.equal(
    hashOf((world) => world.note(1, Number.NaN)),
    hashes[7],
  );
});

test('streams are apart: drawing from one does not shift another', () => {
  const draw = (before: number): number[] => {
    const world = createWorld({ seed: 7 });
    for (let i = 0; i < before; i++) world.random('other').next();
    return [world.random('mine').next(), world.random('mine').next()];
  };
  assert.deepEqual(draw(0), draw(100));
  const world = createWorld({ seed: 7 });
  assert.equal(world.random('a'), world.random('a'));
  assert.notEqual(world.random('b').next(), world.random('c').next());
});
