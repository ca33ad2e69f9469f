export { parameters, policy } from './policy.ts';
export { Timeout } from './timeout.ts';
