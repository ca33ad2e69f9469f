import type { Machine, MachineCall } from '@dstudio/patterns/resilience-pipeline/machine';
import type { EdgeModel, OperationModel } from '../model.ts';
import type { Replica } from './station.ts';

/**
 * A call as its caller sees it: one policy record, as many attempts as the policies make. `caller` is
 * undefined for a client's request (`row` then says which) and for a message nobody waits for.
 */
export interface Visit {
  readonly target: OperationModel;
  readonly edge: EdgeModel | undefined;
  readonly caller: Work | undefined;
  readonly row: number;
  /** Both undefined where no policy can be: a client's request, a message. */
  readonly driver: Driver | undefined;
  readonly call: MachineCall<Visit> | undefined;
}

/** The policies of one call in one process, and the one timer they need. */
export interface Driver {
  readonly machine: Machine<Visit>;
  /** When the timer that is set goes off; Infinity when none is. */
  armed_ms: number;
}

/** One attempt at an operation, on its way and on a replica. */
export interface Work {
  readonly operation: OperationModel;
  readonly visit: Visit;
  /** The policy record's epoch as the attempt began: an answer to an older one comes too late. */
  readonly epoch: number;
  readonly sent_ms: number;
  replica: Replica | undefined;
  /** Place in the replica's list of what is inside, -1 outside. */
  place: number;
  arrived_ms: number;
  /** False once it has answered or its replica died. */
  alive: boolean;
  degraded: boolean;
  /** The next call to make, how often the last one is still to be repeated, answers awaited. */
  nextEdge: number;
  repeats: number;
  waiting: number;
}
