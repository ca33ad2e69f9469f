import type { Quota, Verdict } from './limiter.ts';

/** Response header fields, by name. */
export interface RateLimitFields {
  readonly 'RateLimit-Policy': string;
  readonly RateLimit: string;
  /** Only with a refusal that waiting mends. */
  readonly 'Retry-After'?: string;
}

// The largest Integer of RFC 9651.
const integer_max = 999_999_999_999_999;
const whole = (value: number): number => Math.min(integer_max, Math.max(0, value));
const seconds = (ms: number): number => whole(Math.ceil(ms / 1000));

/**
 * What an HTTP server tells its client about a budget: `RateLimit-Policy: "name";q=100;w=60` and
 * `RateLimit: "name";r=42;t=17`, in whole seconds, rounded up. With a refusal, `t` and `Retry-After`
 * are the same, for the draft wants the latter not to be earlier.
 *
 * Source: draft-ietf-httpapi-ratelimit-headers-11 (sections 3, 4 and 6), an Internet-Draft that may
 * still change; RFC 9651 (Structured Field Values); RFC 9110, section 10.2.3.
 * @throws RangeError when `name` is empty or has characters outside printable ASCII.
 */
export const rateLimitFields = (name: string, quota: Quota, verdict: Verdict): RateLimitFields => {
  if (!/^[\x20-\x7e]+$/.test(name)) {
    throw new RangeError(`the policy name ${JSON.stringify(name)} has to be printable ASCII`);
  }
  const text = `"${name.replace(/[\\"]/g, '\\$&')}"`;
  const wait_ms = verdict.allowed ? verdict.reset_ms : verdict.retryAfter_ms;
  const policy = `${text};q=${whole(Math.floor(quota.limit))};w=${seconds(quota.window_ms)}`;
  const available = verdict.allowed ? whole(verdict.remaining) : 0;
  // A cost above the limit never passes: no time would be true.
  if (wait_ms === Number.POSITIVE_INFINITY) {
    return { 'RateLimit-Policy': policy, RateLimit: `${text};r=${available}` };
  }
  const fields = {
    'RateLimit-Policy': policy,
    RateLimit: `${text};r=${available};t=${seconds(wait_ms)}`,
  };
  return verdict.allowed ? fields : { ...fields, 'Retry-After': String(seconds(wait_ms)) };
};
