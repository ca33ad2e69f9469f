export {
  auditDeterminism,
  compareJournals,
  type Divergence,
  journalOf,
  printDivergence,
} from './audit.ts';
export type { EventId } from './calendar.ts';
export {
  type Capsule,
  capsuleOf,
  parseCapsule,
  printCapsule,
  type Replay,
  replayLab,
} from './capsule.ts';
export type { Choice, Plan } from './choice.ts';
export type { DiskSettings } from './disk-settings.ts';
export { type Distribution, sample } from './distribution.ts';
export type * from './domain-event.ts';
export type { AsyncRunOptions, RunOptions } from './engine.ts';
export { ENGINE_VERSION } from './engine-version.ts';
export { type Execute, type ExecuteOptions, inPlace, JobFailed } from './execute.ts';
export { goldenOf } from './golden.ts';
export { AmbientUse, guarded } from './guard.ts';
export type { Happening } from './happening.ts';
export type { Host } from './host.ts';
export type * from './lab.ts';
export type { Boot, LogFields, Machine } from './machine.ts';
export type { LinkSettings, Names, VirtualNetwork } from './network.ts';
export type { Pool } from './pool.ts';
export { type ClaimProof, type LabJob, type ProveOptions, proveLab } from './prove-lab.ts';
export { judgeClaim, type LabRun, runLab, runSeed, type SeedResult } from './run-lab.ts';
export { runScenario, type ScenarioOptions, type ScenarioRun } from './run-scenario.ts';
export type * from './scenario.ts';
export { scenariosOf } from './scenario-module.ts';
export {
  replayScenario,
  type ScenarioReplay,
  type ShrinkOptions,
  type Shrunk,
  shrink,
} from './shrink.ts';
export { drawText, type Row, type SpaceTime, spaceTimeOf } from './space-time.ts';
export { drawSvg } from './space-time-svg.ts';
export { printSuite, runSuite, type SuiteOptions, type SuiteReport } from './suite.ts';
export { runSuitePart, type SeedFailure, type SuiteJob, type SuitePart } from './suite-part.ts';
export { type FaultKind, type Mix, type SwarmSpec, swarm } from './swarm.ts';
export { createWorld, type LogEntry, type World, type WorldOptions } from './world.ts';
