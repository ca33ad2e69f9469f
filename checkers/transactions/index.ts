export { checkListAppend } from './list-append.ts';
export { CONSISTENCY_MODELS } from './models.ts';
export type * from './types.ts';
