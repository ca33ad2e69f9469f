import type { Gate, Load } from '@dstudio/patterns/policy';
import type { Machine, MachineCall } from '@dstudio/patterns/resilience-pipeline/machine';
import type { Fifo } from '@dstudio/structures';
import type { EdgeModel, OperationModel, ServiceModel } from '../model.ts';

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
  /** Its process is gone: no timer of it rings, no answer reaches it. */
  dead: boolean;
}

/**
 * `refusing`: the process is gone and its host answers 'connection refused'.
 * `silent`: the host is gone; what is sent there hangs until somebody notices.
 */
export type Health = 'up' | 'refusing' | 'silent';

/** One process of a service: so many workers, one queue, its own memory. */
export interface Replica {
  readonly service: ServiceModel;
  readonly index: number;
  readonly load: Load;
  readonly queue: Fifo<Work>;
  readonly inside: Work[];
  health: Health;
  /** False once callers have noticed that it is gone. */
  listed: boolean;
  /** What was sent into silence. */
  hanging: Work[];
  /** Policies live in the process's memory: a restart begins with fresh ones. */
  gates: Gate[];
  drivers: (Driver | undefined)[];
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
