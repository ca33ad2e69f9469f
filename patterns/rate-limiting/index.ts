export { type Algorithm, algorithms, createLimiter } from './algorithms.ts';
export { type RateLimitFields, rateLimitFields } from './fields.ts';
export { KeyedLimiter, type KeyedSettings } from './keyed.ts';
export { createGate, createLayer } from './layers.ts';
export type { Limiter, Quota, Verdict } from './limiter.ts';
export { parameters, policy } from './policy.ts';
