export { drawCycle, drawCycleSvg } from './draw.ts';
export { checkListAppend } from './list-append.ts';
export { consistencyModel } from './model-names.ts';
export { CONSISTENCY_MODELS } from './models.ts';
export { checkRwRegister } from './rw-register.ts';
export type * from './types.ts';
