export { drawSvg } from './draw/svg.ts';
export { drawText } from './draw/text.ts';
export { drawVerdict } from './draw/verdict.ts';
export { FORMATS, type Format } from './formats/format.ts';
export {
  createHistoryParser,
  type HistoryParser,
  type ParseOptions,
  parseHistory,
} from './formats/parse.ts';
export { parseValue } from './formats/value.ts';
export { createHistoryBuilder, type HistoryBuilder } from './history/builder.ts';
export { describe } from './history/describe.ts';
export { splitKeys } from './history/keyed.ts';
export type * from './history/operation.ts';
export { checkLinearizable, type LinearizabilityVerdict } from './linearizability/check.ts';
export type { Counterexample } from './linearizability/explain.ts';
export type { Model } from './linearizability/model.ts';
export { keyValue } from './models/key-value.ts';
export { multiRegister } from './models/multi-register.ts';
export { mutex } from './models/mutex.ts';
export { queue, unorderedQueue } from './models/queue.ts';
export { casRegister, register } from './models/register.ts';
export { set } from './models/set.ts';
export { type BankOptions, checkBank } from './properties/bank.ts';
export { checkComments } from './properties/comments.ts';
export { checkConvergence, checkConvergentCounter } from './properties/convergence.ts';
export { checkCounter } from './properties/counter.ts';
export { checkLog } from './properties/log.ts';
export { checkLongFork } from './properties/long-fork.ts';
export { checkSet } from './properties/set.ts';
export { checkSetFull, type SetFullOptions } from './properties/set-full.ts';
export { checkTotalQueue } from './properties/total-queue.ts';
export { checkUniqueIds } from './properties/unique-ids.ts';
export {
  type CheckOptions,
  checkHistory,
  type HistoryVerdict,
  MODELS,
  startCheck,
} from './registry.ts';
export { checkSequential } from './sequential/check.ts';
export { checkSessions } from './sessions/check.ts';
export * from './transactions/index.ts';
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
