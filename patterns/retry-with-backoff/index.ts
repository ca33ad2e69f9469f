export { type Backoff, delayAfter, type Jitter, jitters } from './backoff.ts';
export { RetryBudget } from './budget.ts';
export { parameters, policy } from './policy.ts';
export { Retry, type RetrySettings } from './retry.ts';
