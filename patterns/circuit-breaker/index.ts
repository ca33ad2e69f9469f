export { type BreakerSettings, type BreakerState, CircuitBreaker } from './breaker.ts';
export { BreakerLayer } from './layer.ts';
export { parameters, policy } from './policy.ts';
