export type * from './env.ts';
export type * from './parameters.ts';
