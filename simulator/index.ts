export type { EventId } from './calendar.ts';
export {
  type Capsule,
  capsuleOf,
  parseCapsule,
  printCapsule,
  type Replay,
  replayLab,
} from './capsule.ts';
export type { DiskSettings } from './disk-settings.ts';
export { type Distribution, sample } from './distribution.ts';
export type * from './domain-event.ts';
export type { AsyncRunOptions, RunOptions } from './engine.ts';
export { ENGINE_VERSION } from './engine-version.ts';
export { type Execute, type ExecuteOptions, inPlace, JobFailed } from './execute.ts';
export { goldenOf } from './golden.ts';
export { AmbientUse, guarded } from './guard.ts';
export type { Host } from './host.ts';
export type * from './lab.ts';
export type { Boot, LogFields, Machine } from './machine.ts';
export type { LinkSettings, Names, VirtualNetwork } from './network.ts';
export type { Pool } from './pool.ts';
export { type ClaimProof, type LabJob, type ProveOptions, proveLab } from './prove-lab.ts';
export { judgeClaim, type LabRun, runLab, runSeed, type SeedResult } from './run-lab.ts';
export { createWorld, type LogEntry, type World, type WorldOptions } from './world.ts';
