import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lab } from '../example.lab.ts';
import { inPlace, JobFailed, proveLab } from '../index.ts';
import type { Job } from './fixtures/jobs.ts';
import { createLabPool, createPool, host } from './index.ts';

const module = new URL('./fixtures/jobs.ts', import.meta.url);
const double = (value: number, wait_ms = 0): Job => ({ kind: 'double', value, wait_ms });

test('results come in the order of the jobs, whatever finishes first', async () => {
  const pool = createPool<Job, { doubled: number; data: unknown }>({ module, size: 2, data: 'd' });
  try {
    // Both threads are up before it counts who is first.
    await pool.execute([double(0), double(0)]);
    const seen: number[] = [];
    const results = await pool.execute([double(1, 200), double(2), double(3), double(4)], {
      onResult: (_, index) => seen.push(index),
    });
    assert.deepEqual(
      results.map(({ doubled }) => doubled),
      [2, 4, 6, 8],
    );
    assert.equal(results[0]?.data, 'd');
    assert.equal(seen.at(-1), 0);
    assert.deepEqual(await pool.execute([]), []);
    const together = await Promise.all([pool.execute([double(5)]), pool.execute([double(6)])]);
    assert.deepEqual(
      together.flat().map(({ doubled }) => doubled),
      [10, 12],
    );
  } finally {
    pool.close();
  }
});

test('a failure carries the job and the stack, and the pool lives on', async () => {
  const pool = createPool<Job, unknown>({ module, size: 2 });
  try {
    for (const [kind, message] of [
      ['throw', /cannot do this\n {2}in job \{"kind":"throw"\}/],
      ['exit', /ended with code 3/],
      ['unclonable', /could not be cloned/],
    ] as const) {
      // The other thread spins: it has to be ended for the failure to come out.
      await assert.rejects(pool.execute([{ kind }, { kind: 'spin' }]), (error) => {
        assert.ok(error instanceof JobFailed);
        assert.match(error.message, message);
        assert.deepEqual(error.job, { kind });
        if (kind === 'throw')
          assert.match((error.cause as Error).stack ?? '', /fixtures\/jobs\.ts/);
        return true;
      });
    }
    assert.equal((await pool.execute([double(1)])).length, 1);
  } finally {
    pool.close();
  }
});

test('an aborted batch stops threads at work, and leaves other batches alone', async () => {
  const pool = createPool<Job, unknown>({ module, size: 2 });
  try {
    const controller = new AbortController();
    const spinning = pool.execute([{ kind: 'spin' }, { kind: 'spin' }], {
      signal: controller.signal,
    });
    const waiting = pool.execute([double(1)]);
    setTimeout(() => controller.abort(new Error('enough')), 50);
    await assert.rejects(spinning, /enough/);
    assert.equal((await waiting).length, 1);
    await assert.rejects(pool.execute([double(1)], { signal: controller.signal }), /enough/);
  } finally {
    pool.close();
  }
});

test('closing rejects work under way and refuses more', async () => {
  const pool = createPool<Job, unknown>({ module, size: 1 });
  const spinning = assert.rejects(pool.execute([{ kind: 'spin' }]), /was closed/);
  pool.close();
  await spinning;
  await assert.rejects(pool.execute([double(1)]), /is closed/);
  assert.throws(() => createPool({ module, size: 0 }), RangeError);
});

test('a module that cannot be loaded says so', async () => {
  const pool = createPool({ module: new URL('./fixtures/none.ts', import.meta.url), size: 1 });
  try {
    await assert.rejects(pool.execute([1]), /none\.ts/);
  } finally {
    pool.close();
  }
});

test('a lab is proved on threads as in place', async () => {
  const pool = createLabPool(new URL('../example.lab.ts', import.meta.url), 2);
  try {
    const there = await proveLab(lab, {
      seeds: 6,
      values: { service: '6ms' },
      execute: pool.execute,
    });
    const here = await proveLab(lab, { seeds: 6, values: { service: '6ms' } });
    assert.deepEqual(there, here);
  } finally {
    pool.close();
  }
});

test('in place, jobs run one after the other and failures carry the job', async () => {
  const controller = new AbortController();
  const execute = inPlace((job: number) => {
    if (job === 3) throw new Error('three');
    return job * 2;
  }, host);
  assert.deepEqual(await execute([1, 2]), [2, 4]);
  await assert.rejects(execute([1, 3]), /three\n {2}in job 3/);
  const stopped = execute([1, 2, 4], {
    signal: controller.signal,
    onResult: (_, index) => {
      if (index === 1) controller.abort(new Error('enough'));
    },
  });
  await assert.rejects(stopped, /enough/);
});
