import type { Random } from '@dstudio/kernel';
import { Outcome } from '@dstudio/patterns/policy';
import {
  createMachine,
  Directive,
  type MachineCall,
} from '@dstudio/patterns/resilience-pipeline/machine';
import type { World } from '@dstudio/simulator';
import type { EdgeModel, OperationModel } from '../model.ts';
import type { Driver, Visit, Work } from './work.ts';

/** A broker hands a message that was not processed out again after this time. */
const redelivery_ms = 1_000;

export interface CallerPorts {
  readonly world: World;
  send(work: Work): void;
  /** A call has ended for its caller, whatever late answers may still come. */
  done(visit: Visit, outcome: Outcome): void;
}

/** The caller's side of every call: drives the machines of policies and hears the answers. */
export class Caller {
  readonly #ports: CallerPorts;
  readonly #world: World;
  readonly #random: Random;

  constructor(ports: CallerPorts) {
    this.#ports = ports;
    this.#world = ports.world;
    this.#random = ports.world.random('call policies');
  }

  /** A client's request: no policy stands between. */
  ask(target: OperationModel, row: number): void {
    this.#send({
      target,
      edge: undefined,
      caller: undefined,
      row,
      driver: undefined,
      call: undefined,
    });
  }

  /** A message: the caller does not wait, and the broker keeps it until it was processed. */
  post(edge: EdgeModel): void {
    const { target } = edge;
    this.#send({ target, edge, caller: undefined, row: -1, driver: undefined, call: undefined });
  }

  /** A call whose answer `caller` waits for. */
  call(edge: EdgeModel, caller: Work): void {
    const driver = edge.layers.length === 0 ? undefined : this.#driverOf(edge, caller);
    const now = this.#world.now;
    const call = driver?.machine.newCall(now);
    const visit: Visit = { target: edge.target, edge, caller, row: -1, driver, call };
    if (driver === undefined || call === undefined) {
      this.#send(visit);
      return;
    }
    call.owner = visit;
    this.#obey(visit, driver, call, driver.machine.start(call, now));
    this.#advance(driver);
  }

  /** An attempt has ended. */
  answer(work: Work, ok: boolean): void {
    const { visit } = work;
    const { driver, call } = visit;
    const outcome = ok ? (work.degraded ? Outcome.degraded : Outcome.ok) : Outcome.failed;
    if (driver === undefined || call === undefined) {
      if (visit.row >= 0 || visit.caller !== undefined) this.#ports.done(visit, outcome);
      else if (!ok) this.#world.after(redelivery_ms, this.#redeliver, visit, undefined);
      return;
    }
    if (driver.dead || call.epoch !== work.epoch) return;
    call.outcome = outcome;
    this.#obey(visit, driver, call, driver.machine.settle(call, this.#world.now));
    this.#advance(driver);
  }

  readonly #redeliver = (visit: Visit): void => this.#send(visit);

  #driverOf(edge: EdgeModel, caller: Work): Driver {
    const machines = caller.replica?.drivers ?? [];
    const kept = machines[edge.local];
    if (kept !== undefined) return kept;
    const layers = edge.layers.map((make) => make(this.#random));
    const driver: Driver = {
      machine: createMachine(layers),
      armed_ms: Number.POSITIVE_INFINITY,
      dead: false,
    };
    machines[edge.local] = driver;
    return driver;
  }

  #obey(visit: Visit, driver: Driver, call: MachineCall<Visit>, directive: Directive): void {
    if (directive === Directive.invoke) {
      this.#send(visit);
    } else if (directive === Directive.sleep) {
      this.#world.after(call.delay_ms, this.#woke, visit, call.epoch);
    } else if (directive === Directive.done) {
      const { outcome } = call;
      driver.machine.free(call);
      this.#ports.done(visit, outcome);
    }
  }

  readonly #woke = (visit: Visit, epoch: number): void => {
    const { driver, call } = visit;
    if (driver === undefined || call === undefined) return;
    if (driver.dead || call.epoch !== epoch) return;
    this.#obey(visit, driver, call, driver.machine.resume(call, this.#world.now));
    this.#advance(driver);
  };

  /** Lets woken calls on, ends those whose bound has run out, and keeps the timer. */
  #advance(driver: Driver): void {
    const { machine } = driver;
    for (let next = machine.advance(this.#world.now); next !== undefined; ) {
      if (next.owner !== undefined) this.#obey(next.owner, driver, next, next.directive);
      next = machine.advance(this.#world.now);
    }
    if (machine.due_ms >= driver.armed_ms) return;
    driver.armed_ms = machine.due_ms;
    this.#world.at(machine.due_ms, this.#ring, driver, driver.armed_ms);
  }

  readonly #ring = (driver: Driver, armed_ms: number): void => {
    // An earlier timer has been set since: that one keeps the list.
    if (driver.dead || driver.armed_ms !== armed_ms) return;
    driver.armed_ms = Number.POSITIVE_INFINITY;
    this.#advance(driver);
  };

  #send(visit: Visit): void {
    this.#ports.send({
      operation: visit.target,
      visit,
      epoch: visit.call?.epoch ?? 0,
      sent_ms: this.#world.now,
      replica: undefined,
      place: -1,
      arrived_ms: Number.NaN,
      alive: true,
      degraded: false,
      nextEdge: 0,
      repeats: 0,
      waiting: 0,
    });
  }
}
