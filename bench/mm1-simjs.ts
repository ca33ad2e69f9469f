/**
 * M/M/1 with a million customers, through the public API of each: ours against SimJS 2.0.3. Both draw
 * the same numbers and measure the same thing, the mean wait before service, so the means must agree
 * with each other, and with the closed form rho / (mu - lambda).
 */
import { createRandom, exponential } from '@dstudio/kernel';
import { createWorld } from '@dstudio/simulator';
import { Fifo } from '@dstudio/structures';
import { compare, type Round } from './measure.ts';

interface Done {
  done(callback: () => void): void;
}

/** The part of SimJS 2.0.3 that is used here; the package carries no types. */
interface SimJs {
  readonly Sim: new () => {
    addEntity(entity: unknown): void;
    simulate(until: number): void;
  };
  readonly Entity: new (
    ...args: never[]
  ) => {
    time(): number;
    setTimer(delay: number): Done;
    useFacility(facility: unknown, duration: number): Done;
  };
  readonly Facility: new (name: string) => unknown;
}

// It publishes itself on `window` and nowhere else.
const published: { Sim?: SimJs } = {};
Object.assign(globalThis, { window: published });
await import('simjs');
const simjs = published.Sim;
if (simjs === undefined) throw new Error('simjs did not publish window.Sim; is it version 2.0.3?');

const CUSTOMERS = 1_000_000;
const ARRIVAL_MEAN = 1;
const SERVICE_MEAN = 0.8;
const RHO = SERVICE_MEAN / ARRIVAL_MEAN;
const CLOSED_FORM = RHO / (1 / SERVICE_MEAN - 1 / ARRIVAL_MEAN);
/** One run of this length strays by less; thirty runs of it are held closer in closed-form.ts. */
const TOLERANCE = 0.06;

const means: Record<string, number> = {};

const check = (name: string, waited: number): void => {
  const mean = waited / CUSTOMERS;
  means[name] = mean;
  if (Math.abs(mean / CLOSED_FORM - 1) > TOLERANCE) {
    throw new Error(`${name}: the mean wait is ${mean}, but the closed form is ${CLOSED_FORM}`);
  }
};

/** Arrivals and services as both sides draw them. */
const streams = () => ({
  arrivals: createRandom(42).fork('arrivals'),
  services: createRandom(42).fork('services'),
});

const ours = (): number => {
  const { arrivals, services } = streams();
  const world = createWorld({ seed: 42 });
  const queue = new Fifo<number>();
  let arrived = 0;
  let busy = false;
  let waited = 0;
  const begin = (arrivedAt: number): void => {
    busy = true;
    waited += world.now - arrivedAt;
    world.after(exponential(services, SERVICE_MEAN), end);
  };
  const end = (): void => {
    busy = false;
    const next = queue.shift();
    if (next !== undefined) begin(next);
  };
  const arrive = (): void => {
    if (++arrived < CUSTOMERS) world.after(exponential(arrivals, ARRIVAL_MEAN), arrive);
    if (busy) queue.push(world.now);
    else begin(world.now);
  };
  world.after(exponential(arrivals, ARRIVAL_MEAN), arrive);
  world.run({ until_ms: Number.POSITIVE_INFINITY });
  return waited;
};

const theirs = ({ Sim, Entity, Facility }: SimJs): number => {
  const { arrivals, services } = streams();
  const server = new Facility('server');
  let arrived = 0;
  let waited = 0;
  class Source extends Entity {
    start(): void {
      this.setTimer(exponential(arrivals, ARRIVAL_MEAN)).done(this.arrive);
    }
    arrive(): void {
      if (++arrived < CUSTOMERS) {
        this.setTimer(exponential(arrivals, ARRIVAL_MEAN)).done(this.arrive);
      }
      const at = this.time();
      const service = exponential(services, SERVICE_MEAN);
      this.useFacility(server, service).done(() => {
        waited += this.time() - at - service;
      });
    }
  }
  const sim = new Sim();
  sim.addEntity(Source);
  sim.simulate(Number.POSITIVE_INFINITY);
  return waited;
};

const roundOf =
  (name: string, run: () => number): Round =>
  async (timed) => {
    await timed(() => check(name, run()));
    return CUSTOMERS;
  };

await compare({
  title: `M/M/1, rho ${RHO}, ${CUSTOMERS} customers`,
  unit: 'customers',
  target: 5,
  rounds: 5,
  subject: { name: 'dstudio', round: roundOf('dstudio', ours) },
  yardstick: { name: 'simjs 2.0.3', round: roundOf('simjs', () => theirs(simjs)) },
});

if (!process.argv.includes('--json')) {
  const shown = Object.entries(means).map(([name, mean]) => `${name} ${mean.toFixed(4)}`);
  console.log(`mean wait: ${shown.join(', ')}, closed form ${CLOSED_FORM.toFixed(4)}`);
}
