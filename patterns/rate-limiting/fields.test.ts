import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { algorithms, createLimiter, rateLimitFields } from './index.ts';

describe('header fields', () => {
  const quota = { limit: 100, window_ms: 60_000 };
  const verdict = { allowed: true, retryAfter_ms: 0, remaining: 50, reset_ms: 29_100 };

  it('writes the draft’s fields', () => {
    assert.deepEqual(rateLimitFields('default', quota, verdict), {
      'RateLimit-Policy': '"default";q=100;w=60',
      RateLimit: '"default";r=50;t=30',
    });
  });

  it('adds Retry-After to a refusal, never earlier than the window it states', () => {
    const refused = { allowed: false, retryAfter_ms: 600, remaining: 3, reset_ms: 60_000 };
    assert.deepEqual(rateLimitFields('per "key"', quota, refused), {
      'RateLimit-Policy': '"per \\"key\\"";q=100;w=60',
      RateLimit: '"per \\"key\\"";r=0;t=1',
      'Retry-After': '1',
    });
    const never = { ...refused, retryAfter_ms: Number.POSITIVE_INFINITY };
    assert.deepEqual(rateLimitFields('x', quota, never), {
      'RateLimit-Policy': '"x";q=100;w=60',
      RateLimit: '"x";r=0',
    });
  });

  it('is a structured field whatever the limiter says', () => {
    const quotas = fc.record({
      limit: fc.double({ min: 1, max: 1e18, noNaN: true }),
      window_ms: fc.double({ min: 0.001, max: 1e12, noNaN: true }),
    });
    const asks = fc.array(
      fc.record({
        after_ms: fc.double({ min: 0, max: 1e6, noNaN: true }),
        cost: fc.double({ min: 0.001, max: 1e18, noNaN: true }),
      }),
    );
    fc.assert(
      fc.property(quotas, asks, fc.constantFrom(...algorithms), (some, story, algorithm) => {
        const limiter = createLimiter(algorithm, some);
        let now = 0;
        for (const { after_ms, cost } of story) {
          now += after_ms;
          const fields = rateLimitFields('p', some, limiter.take(now, cost));
          assert.match(fields['RateLimit-Policy'], /^"p";q=\d{1,15};w=[1-9]\d{0,14}$/);
          assert.match(fields.RateLimit, /^"p";r=\d{1,15}(;t=\d{1,15})?$/);
          assert.match(fields['Retry-After'] ?? '1', /^[1-9]\d*$/);
        }
      }),
    );
  });

  it('refuses a name that no header can carry', () => {
    for (const name of ['', 'naïve', 'two\nlines']) {
      assert.throws(() => rateLimitFields(name, quota, verdict), /printable ASCII/);
    }
  });
});
