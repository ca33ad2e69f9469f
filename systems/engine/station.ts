import type { World } from '@dstudio/simulator';
import { Fifo } from '@dstudio/structures';
import type { ServiceModel } from '../model.ts';
import type { Health, Replica, Work } from './work.ts';

/** What the station asks of the engine around it. */
export interface StationPorts {
  readonly world: World;
  /** A worker takes the request up. */
  begin(work: Work): void;
  /** The station turned the request away, or died with it. */
  fail(work: Work): void;
}

const createReplica = (service: ServiceModel, index: number): Replica => ({
  service,
  index,
  load: { running: 0, queued: 0, concurrency: service.concurrency },
  queue: new Fifo<Work>(),
  inside: [],
  health: 'up',
  listed: true,
  hanging: [],
  gates: [],
  drivers: [],
});

/** A service's replicas, with the round robin that spreads requests over those that are listed. */
export class Station {
  readonly service: ServiceModel;
  readonly replicas: readonly Replica[];
  readonly #ports: StationPorts;
  #turn = 0;

  constructor(service: ServiceModel, ports: StationPorts) {
    this.service = service;
    this.#ports = ports;
    this.replicas = Array.from({ length: service.replicas }, (_, index) =>
      createReplica(service, index),
    );
    for (const replica of this.replicas) this.#boot(replica);
  }

  #boot(replica: Replica): void {
    const random = this.#ports.world.random(`policy ${this.service.name} ${replica.index}`);
    replica.gates = this.service.gates.map((make) => make(random));
    replica.drivers = this.service.edges.map(() => undefined);
    replica.load.running = 0;
    replica.load.queued = 0;
  }

  /** Sends a request to the next listed replica. */
  accept(work: Work): void {
    const count = this.replicas.length;
    for (let tried = 0; tried < count; tried += 1) {
      const replica = this.replicas[this.#turn];
      this.#turn = (this.#turn + 1) % count;
      if (replica === undefined || !replica.listed) continue;
      if (replica.health === 'up') this.#arrive(work, replica);
      else if (replica.health === 'silent') replica.hanging.push(work);
      else this.#ports.fail(work);
      return;
    }
    this.#ports.fail(work);
  }

  #arrive(work: Work, replica: Replica): void {
    const now = this.#ports.world.now;
    const { load, gates } = replica;
    for (let passed = 0; passed < gates.length; passed += 1) {
      if (gates[passed]?.arrive(now, load)) continue;
      this.#leaveGates(replica, passed, false, 0);
      this.#ports.fail(work);
      return;
    }
    const free = load.running < load.concurrency;
    if (!free && replica.queue.length >= this.service.queue) {
      this.#leaveGates(replica, gates.length, false, 0);
      this.#ports.fail(work);
      return;
    }
    work.replica = replica;
    work.arrived_ms = now;
    work.place = replica.inside.length;
    replica.inside.push(work);
    if (free) this.#begin(work, replica);
    else {
      replica.queue.push(work);
      load.queued += 1;
    }
  }

  #begin(work: Work, replica: Replica): boolean {
    const now = this.#ports.world.now;
    for (const gate of replica.gates) {
      if (gate.begin === undefined || gate.begin(now, now - work.arrived_ms)) continue;
      this.#remove(work, replica);
      this.#leaveGates(replica, replica.gates.length, false, now - work.arrived_ms);
      this.#ports.fail(work);
      return false;
    }
    replica.load.running += 1;

    this.#ports.begin(work);
    return true;
  }

  /** The request is answered: its worker is free for the next one. */
  release(work: Work, ok: boolean): void {
    const { replica } = work;
    if (replica === undefined) return;
    this.#remove(work, replica);

    replica.load.running -= 1;
    this.#leaveGates(replica, replica.gates.length, ok, this.#ports.world.now - work.arrived_ms);
    while (replica.load.running < replica.load.concurrency) {
      const next = replica.queue.shift();
      if (next === undefined) return;
      replica.load.queued -= 1;
      this.#begin(next, replica);
    }
  }

  /** The process, or its host, dies with all that is inside. */
  kill(replica: Replica, health: Exclude<Health, 'up'>): void {
    replica.health = health;
    for (const driver of replica.drivers) if (driver !== undefined) driver.dead = true;
    const dead = replica.inside.splice(0);
    replica.queue.clear();
    this.#boot(replica);
    for (const work of dead) {
      work.alive = false;
      work.place = -1;
    }
    if (health === 'silent') replica.hanging.push(...dead);
    else for (const work of dead) this.#ports.fail(work);
  }

  /** Callers notice that the replica is gone. */
  delist(replica: Replica): void {
    if (replica.health === 'up') return;
    replica.listed = false;
    for (const work of replica.hanging.splice(0)) this.#ports.fail(work);
  }

  revive(replica: Replica): void {
    this.delist(replica);
    replica.health = 'up';
    replica.listed = true;
  }

  #remove(work: Work, replica: Replica): void {
    const last = replica.inside.pop();
    if (last !== undefined && last !== work) {
      replica.inside[work.place] = last;
      last.place = work.place;
    }
    work.place = -1;
  }

  #leaveGates(replica: Replica, count: number, ok: boolean, took_ms: number): void {
    const now = this.#ports.world.now;
    for (let gate = count - 1; gate >= 0; gate -= 1)
      replica.gates[gate]?.finish?.(now, ok, took_ms);
  }
}
