export { Bulkhead, type BulkheadSettings } from './bulkhead.ts';
export { policy } from './policy.ts';
