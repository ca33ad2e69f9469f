export type { Context } from './attempt.ts';
export type { PipelineEvent } from './events.ts';
export {
  type CallOptions,
  type Pipeline,
  type PipelineOptions,
  pipeline,
  type Wrapped,
} from './pipeline.ts';
