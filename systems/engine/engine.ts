import { exponential, lognormal, type Random } from '@dstudio/kernel';
import { answered, Outcome } from '@dstudio/patterns/policy';
import type { World } from '@dstudio/simulator';
import { errorShare, slowFactor } from '../faults.ts';
import type { EdgeModel, Model, OperationModel } from '../model.ts';
import type { Fault } from '../report.ts';
import { Caller } from './caller.ts';
import { Links } from './links.ts';
import { Station } from './station.ts';
import type { Replica, Visit, Work } from './work.ts';

export interface EnginePorts {
  readonly world: World;
  /** A client's request has its answer. */
  answered(row: number, outcome: Outcome): void;
  /** A call over an edge is done, for whoever watches. */
  called?(edge: EdgeModel, outcome: Outcome): void;
  /** A worker took a request up. */
  began?(operation: OperationModel, waited_ms: number): void;
}

/**
 * Queueing at request level. A request takes a worker of one replica, is served for a drawn time, makes
 * its calls while it holds the worker, and answers. Each call passes the policies attached to it: the
 * rooms' own cores, driven with virtual time.
 */
export class Engine {
  readonly #ports: EnginePorts;
  readonly #world: World;
  readonly #stations: readonly Station[];
  readonly #links: Links;
  readonly #caller: Caller;
  readonly #times: Random;
  readonly #counts: Random;
  readonly #errors: Random;
  #fault: Fault | undefined;

  constructor(model: Model, ports: EnginePorts) {
    const { world } = ports;
    this.#ports = ports;
    this.#world = world;
    this.#times = world.random('service times');
    this.#counts = world.random('call counts');
    this.#errors = world.random('errors');
    this.#links = new Links({
      world,
      deliver: (work) => this.#station(work).accept(work),
      answer: (work, ok) => this.#caller.answer(work, ok),
    });
    this.#caller = new Caller({
      world,
      send: (work) => this.#links.request(work),
      done: (visit, outcome) => this.#done(visit, outcome),
    });
    this.#stations = model.services.map(
      (service) =>
        new Station(service, {
          world,
          begin: (work) => this.#begin(work),
          fail: (work) => this.#links.answer(work, false),
        }),
    );
  }

  /** A client asks. */
  request(operation: OperationModel, row: number): void {
    this.#caller.ask(operation, row);
  }

  strike(fault: Fault): void {
    this.#fault = fault;
    this.#links.strike(fault);
    if (fault.kind === 'crash') this.#kill(this.#victims(fault), 'refusing');
    if (fault.kind === 'replica-loss' || fault.kind === 'zone-loss') {
      this.#kill(this.#victims(fault), 'silent');
    }
  }

  /** Callers notice which replicas are gone. */
  detect(): void {
    for (const station of this.#stations) {
      for (const replica of station.replicas) station.delist(replica);
    }
  }

  heal(): void {
    this.#fault = undefined;
    for (const station of this.#stations) {
      for (const replica of station.replicas) station.revive(replica);
    }
    this.#links.heal();
  }

  #station(work: Work): Station {
    const station = this.#stations[work.operation.service.index];
    if (station === undefined) throw new RangeError(`no station for ${work.operation.id}`);
    return station;
  }

  /** A crash and the loss of a replica strike one replica; the loss of a zone all that stand in it. */
  #victims(fault: Fault): readonly (readonly [Station, Replica])[] {
    const { zone } = fault;
    return this.#stations.flatMap((station) => {
      const { name, zones } = station.service;
      const struck =
        zone === undefined
          ? station.replicas.slice(0, name === fault.service ? 1 : 0)
          : station.replicas.filter(({ index }) => zones[index % zones.length] === zone);
      return struck.map((replica) => [station, replica] as const);
    });
  }

  #kill(victims: readonly (readonly [Station, Replica])[], health: 'refusing' | 'silent'): void {
    for (const [station, replica] of victims) station.kill(replica, health);
  }

  #begin(work: Work): void {
    const { time, service } = work.operation;
    this.#ports.began?.(work.operation, this.#world.now - work.arrived_ms);
    const slow = this.#fault?.kind === 'slow' && this.#fault.service === service.name;
    const mean_ms = slow ? time.mean_ms * slowFactor : time.mean_ms;
    const took_ms =
      time.shape === 'exponential'
        ? exponential(this.#times, mean_ms)
        : time.shape === 'lognormal'
          ? lognormal(this.#times, mean_ms, time.spread)
          : mean_ms;
    this.#world.after(took_ms, this.#served, work, undefined);
  }

  /** The operation's own time is over: now its calls. */
  readonly #served = (work: Work): void => {
    if (!work.alive) return;
    const fault = this.#fault;
    const failing = fault?.kind === 'errors' && fault.service === work.operation.service.name;
    if (failing && this.#errors.next() < errorShare) {
      this.#respond(work, false);
      return;
    }
    if (work.operation.parallel) this.#callAll(work);
    else this.#callNext(work);
  };

  #repeatsOf(edge: EdgeModel): number {
    const whole = Math.floor(edge.count);
    const rest = edge.count - whole;
    return rest > 0 && this.#counts.next() < rest ? whole + 1 : whole;
  }

  #callNext(work: Work): void {
    const { edges } = work.operation;
    while (work.repeats === 0) {
      const edge = edges[work.nextEdge];
      if (edge === undefined) {
        this.#respond(work, true);
        return;
      }
      work.nextEdge += 1;
      work.repeats = this.#repeatsOf(edge);
    }
    const edge = edges[work.nextEdge - 1];
    if (edge === undefined) return;
    work.repeats -= 1;
    if (edge.queue) {
      this.#caller.post(edge);
      this.#callNext(work);
      return;
    }
    work.waiting = 1;
    this.#caller.call(edge, work);
  }

  #callAll(work: Work): void {
    const { edges } = work.operation;
    // The work itself counts as one, so that answers that come at once do not end it early.
    work.waiting = 1;
    for (const edge of edges) {
      for (let left = this.#repeatsOf(edge); left > 0 && work.alive; left -= 1) {
        if (edge.queue) {
          this.#caller.post(edge);
          continue;
        }
        work.waiting += 1;
        this.#caller.call(edge, work);
      }
    }
    work.waiting -= 1;
    if (work.alive && work.waiting === 0) this.#respond(work, true);
  }

  /** A call that someone waited for has ended for good. */
  #done(visit: Visit, outcome: Outcome): void {
    const { caller, edge } = visit;
    if (edge !== undefined) this.#ports.called?.(edge, outcome);
    if (caller === undefined) {
      this.#ports.answered(visit.row, outcome);
      return;
    }
    if (!caller.alive) return;
    if (!answered(outcome)) {
      this.#respond(caller, false);
      return;
    }
    if (outcome === Outcome.degraded) caller.degraded = true;
    caller.waiting -= 1;
    if (caller.waiting > 0) return;
    if (caller.operation.parallel) this.#respond(caller, true);
    else this.#callNext(caller);
  }

  #respond(work: Work, ok: boolean): void {
    work.alive = false;
    this.#station(work).release(work, ok);
    this.#links.answer(work, ok);
  }
}
