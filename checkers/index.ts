export { FORMATS, type Format } from './formats/format.ts';
export { createHistoryParser, type HistoryParser, parseHistory } from './formats/parse.ts';
export { createHistoryBuilder, type HistoryBuilder } from './history/builder.ts';
export { describe } from './history/describe.ts';
export { splitKeys } from './history/keyed.ts';
export type * from './history/operation.ts';
export { checkLinearizable, type LinearizabilityVerdict } from './linearizability/check.ts';
export type { Counterexample } from './linearizability/explain.ts';
export type { Model } from './linearizability/model.ts';
export { keyValue } from './models/key-value.ts';
export { mutex } from './models/mutex.ts';
export { queue, unorderedQueue } from './models/queue.ts';
export { casRegister, register } from './models/register.ts';
export { set } from './models/set.ts';
export { keyOf, same, show, type Value } from './value.ts';
export {
  type Budget,
  type Check,
  type Finding,
  finish,
  type Progress,
  type Validity,
  type Verdict,
} from './verdict.ts';
