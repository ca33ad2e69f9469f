export { isLinearizable, isSequential } from './oracle.ts';
export { type RegisterRun, registerHistory } from './register-run.ts';
export { smallHistory, VOCABULARIES } from './small.ts';
