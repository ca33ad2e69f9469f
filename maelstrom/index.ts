export { ERRORS, type ErrorCode, RpcError } from './errors.ts';
export type { TestEvent } from './history.ts';
export {
  type AnyNodeDefinition,
  type DiskNodeContext,
  type DiskNodeDefinition,
  defineNode,
  type NodeContext,
  type NodeDefinition,
} from './in-process/define-node.ts';
export {
  type Simulated,
  type SimulateOptions,
  simulate,
  simulateAsync,
} from './in-process/run.ts';
export type { Sent, TrafficStats } from './journal.ts';
export type { Json } from './json.ts';
export { judge, type Results } from './judge.ts';
export type { Body, Message } from './message.ts';
export {
  DEFAULTS,
  FAULTS,
  type Fault,
  LATENCIES,
  type LatencyShape,
  type TestOptions,
  TOPOLOGIES,
  type TopologyName,
  testOptions,
  WORKLOADS,
  type WorkloadName,
} from './options.ts';
export type { Observed } from './trial.ts';
export type { Flaw, Valid, WorkloadResult } from './verdicts/index.ts';
