export { type Answer, Fallback } from './fallback.ts';
export { LastGood, type LastGoodSettings, type Stale } from './last-good.ts';
export { policy } from './policy.ts';
