export { type Done, ofEvents, oneByOne, type Told } from './of-events.ts';
export { isLinearizable, isSequential } from './oracle.ts';
export { type RegisterRun, registerHistory } from './register-run.ts';
export { smallHistory, VOCABULARIES } from './small.ts';
