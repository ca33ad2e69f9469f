import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brokenIn, judge, merge } from './judge.ts';
import { Answer, RequestLog } from './record.ts';
import type { Run } from './simulate.ts';

const objectives = { availability: 0.9, latency_share: 0.8, latency_ms: 100 };
const timing = {
  warmup_ms: 0,
  fault_ms: 1_000,
  restart_ms: 1_000,
  detection_ms: 0,
  after_ms: 3_000,
  window_ms: 1_000,
};

/** Ten requests in each second; each text is a second: f full, s full but slow, d degraded, x failed. */
const runOf = (...seconds: readonly string[]): Run => {
  const log = new RequestLog();
  seconds.forEach((letters, second) => {
    [...letters].forEach((letter, index) => {
      const row = log.open(second * 1_000 + index * 100);
      const answer =
        letter === 'x' ? Answer.failed : letter === 'd' ? Answer.degraded : Answer.full;
      if (letter !== '-') log.close(row, answer, letter === 's' ? 500 : 10 + index);
    });
  });
  return {
    seed: 1,
    timing,
    log,
    faultStart_ms: 0,
    faultEnd_ms: 1_000,
    end_ms: 4_000,
    hash: '',
    events: 0,
  };
};

describe('judge', () => {
  it('counts full and degraded answers apart, and both as available', () => {
    const { full, degraded, failed, availability, broken } = judge(
      runOf('ffffffdddx', 'ffffffffff', 'ffffffffff', 'ffffffffff'),
      objectives,
    );
    assert.deepEqual({ full, degraded, failed }, { full: 0.6, degraded: 0.3, failed: 0.1 });
    assert.equal(availability, 0.9);
    assert.deepEqual(broken, []);
  });

  it('counts a request that nobody ever answered as failed', () => {
    const { failed, broken } = judge(runOf('ffffffff--', 'ffffffffff'), objectives);
    assert.equal(failed, 0.2);
    assert.deepEqual(broken, ['availability']);
  });

  it('measures latency over answers, at the nearest rank', () => {
    const { fast, p50_ms, p95_ms } = judge(runOf('ffffffsssx', 'ffffffffff'), objectives);
    assert.equal(fast, 6 / 9);
    assert.equal(p50_ms, 14);
    assert.equal(p95_ms, 500);
  });

  it('leaves latency unknown when nothing was answered', () => {
    const figures = judge(runOf('xxxxxxxxxx', 'ffffffffff'), objectives);
    assert.ok(Number.isNaN(figures.fast) && Number.isNaN(figures.p95_ms));
    assert.deepEqual(figures.broken, ['availability']);
  });

  it('has recovered from the first window on that holds, with all that follows', () => {
    const all = 'ffffffffff';
    const recovery = (...after: string[]) => judge(runOf(all, ...after), objectives).recovery_ms;
    assert.equal(recovery(all, all, all), 0);
    assert.equal(recovery('xxxxxfffff', all, all), 1_000);
    assert.equal(recovery('xxxxxfffff', 'ssssssssss', all), 2_000);
    assert.equal(recovery(all, all, 'xxxxxxxxxx'), Number.POSITIVE_INFINITY, 'a relapse');
  });

  it('says that a run which never recovers broke that objective', () => {
    const figures = judge(runOf('ffffffffff', 'xx', 'xx', 'xx'), objectives);
    assert.deepEqual(figures.broken, ['recovery']);
  });
});

describe('merge', () => {
  it('takes means of what is known and the worst recovery', () => {
    const good = judge(runOf('ffffffffff', 'ffffffffff'), objectives);
    const dead = judge(runOf('xxxxxxxxxx', 'xxxxxxxxxx'), objectives);
    const both = merge([good, dead]);
    assert.equal(both.availability, 0.5);
    assert.equal(both.p95_ms, good.p95_ms);
    assert.equal(both.requests, 20);
    assert.equal(both.recovery_ms, Number.POSITIVE_INFINITY);
  });
});

describe('the log of requests', () => {
  it('finds the first request at or after a time, however long it grows', () => {
    const log = new RequestLog();
    for (let row = 0; row < 10_000; row += 1) log.open(row * 2);
    assert.equal(log.from(0), 0);
    assert.equal(log.from(4_001), 2_001);
    assert.equal(log.from(4_002), 2_001);
    assert.equal(log.from(1e9), 10_000);
  });
});

describe('seeds together', () => {
  const twenty = { ...objectives, availability: 0.95 };

  it('miss availability over all their requests, not in one unlucky seed', () => {
    const good = judge(runOf('ffffffffff', 'ffffffffff'), twenty);
    const unlucky = judge(runOf('fffffffffx', 'ffffffffff'), twenty);
    assert.deepEqual(unlucky.broken, ['availability']);
    assert.deepEqual(brokenIn([good, unlucky], twenty), []);
    assert.deepEqual(brokenIn([unlucky, unlucky, good], twenty), ['availability']);
  });

  it('miss recovery when half of them never do', () => {
    const good = judge(runOf('ffffffffff', 'ffffffffff'), twenty);
    const lost = judge(runOf('ffffffffff', 'xx', 'xx', 'xx'), twenty);
    assert.deepEqual(brokenIn([good, good, lost], twenty), []);
    assert.deepEqual(brokenIn([good, lost], twenty), ['recovery']);
  });

  it('leave recovery unknown when nobody asked after the fault', () => {
    const silent = judge(runOf('ffffffffff'), twenty);
    assert.ok(Number.isNaN(silent.recovery_ms));
    assert.deepEqual(silent.broken, []);
  });
});
