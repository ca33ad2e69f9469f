import type { Random } from '@dstudio/kernel';
import type { World } from '@dstudio/simulator';
import { errorShare, slowFactor } from '../faults.ts';
import type { EdgeModel } from '../model.ts';
import type { Fault } from '../report.ts';
import type { Work } from './work.ts';

export interface LinkPorts {
  readonly world: World;
  deliver(work: Work): void;
  answer(work: Work, ok: boolean): void;
}

interface Held {
  readonly work: Work;
  /** Undefined for a request, the answer's verdict for an answer. */
  readonly ok: boolean | undefined;
}

/**
 * What lies between caller and callee. A partition holds what crosses it and lets it go when it heals,
 * as TCP retransmission does; a slow call stretches the answer; a failing one breaks half of them.
 */
export class Links {
  readonly #ports: LinkPorts;
  readonly #random: Random;
  #held: Held[] = [];
  #fault: Fault | undefined;

  constructor(ports: LinkPorts) {
    this.#ports = ports;
    this.#random = ports.world.random('links');
  }

  strike(fault: Fault): void {
    this.#fault = fault;
  }

  heal(): void {
    this.#fault = undefined;
    for (const { work, ok } of this.#held.splice(0)) {
      if (ok === undefined) this.#ports.deliver(work);
      else this.#ports.answer(work, ok);
    }
  }

  request(work: Work): void {
    const fault = this.#fault;
    if (fault !== undefined) {
      if (fault.kind === 'partition' && this.#crosses(fault, work)) {
        this.#held.push({ work, ok: undefined });
        return;
      }
      if (fault.kind === 'errors' && this.#onCall(fault, work.visit.edge)) {
        if (this.#random.next() < errorShare) {
          this.#ports.answer(work, false);
          return;
        }
      }
    }
    this.#ports.deliver(work);
  }

  answer(work: Work, ok: boolean): void {
    const fault = this.#fault;
    if (fault !== undefined) {
      if (fault.kind === 'partition' && this.#crosses(fault, work)) {
        this.#held.push({ work, ok });
        return;
      }
      if (fault.kind === 'slow' && this.#onCall(fault, work.visit.edge)) {
        const { world } = this.#ports;
        world.after((slowFactor - 1) * (world.now - work.sent_ms), this.#late, work, ok);
        return;
      }
    }
    this.#ports.answer(work, ok);
  }

  readonly #late = (work: Work, ok: boolean): void => this.#ports.answer(work, ok);

  #onCall(fault: Fault, edge: EdgeModel | undefined): boolean {
    return (
      edge !== undefined && fault.call?.from === edge.caller.id && fault.call.to === edge.target.id
    );
  }

  #crosses(fault: Fault, work: Work): boolean {
    if (fault.call !== undefined) return this.#onCall(fault, work.visit.edge);
    return (
      fault.service === work.operation.service.name ||
      fault.service === work.visit.edge?.caller.service.name
    );
  }
}
