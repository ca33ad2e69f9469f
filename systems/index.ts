// Faults, runs, verdicts and remedies.

export type { ExecuteRuns } from './asks.ts';
export { assumptions } from './assumptions.ts';
export {
  type CapsuleOfSystem,
  type NamedCapsule,
  readSystemCapsule,
  replaySystem,
  type SystemReplay,
  systemCapsules,
} from './capsule.ts';
export { affectedBy } from './facts.ts';
export { cellId, faultKinds, listCells, unreached } from './faults.ts';
export { importCompose } from './import/compose.ts';
export { detectFormat, type ManifestFormat } from './import/detect.ts';
export type { Imported } from './import/draft.ts';
export { importKubernetes } from './import/kubernetes.ts';
export { run } from './job.ts';
export { judge } from './judge.ts';
export { type ProveOptions, proveSystem, resultOf } from './matrix.ts';
export { withChanges } from './recommend/changes.ts';
export { type RecommendOptions, recommend, type Stage } from './recommend/recommend.ts';
export { Answer, type RequestLog } from './record.ts';
export type * from './report.ts';
export { type Run, type SimulateOptions, simulate } from './simulate.ts';
export type * from './system.ts';
export { defaultTiming, timingLimits } from './timing.ts';
export { applyChanges, stateFact } from './yaml/edit.ts';
export { type ParsedSystem, parseSystem } from './yaml/parse.ts';
export { printSystem } from './yaml/print.ts';
export { formatProblem, type Problem, SystemFileError } from './yaml/problem.ts';
