import { policy as bulkhead } from './bulkhead/policy.ts';
import { policy as circuitBreaker } from './circuit-breaker/policy.ts';
import { policy as gracefulDegradation } from './graceful-degradation/policy.ts';
import { policy as loadShedding } from './load-shedding/policy.ts';
import type { Policy } from './policy.ts';
import { policy as rateLimiting } from './rate-limiting/policy.ts';
import { policy as retryWithBackoff } from './retry-with-backoff/policy.ts';
import { policy as timeout } from './timeout/policy.ts';

/** Every pattern that can be attached to a call or a service. A test compares it with the folders. */
export const policies: readonly Policy[] = [
  bulkhead,
  circuitBreaker,
  gracefulDegradation,
  loadShedding,
  rateLimiting,
  retryWithBackoff,
  timeout,
];
