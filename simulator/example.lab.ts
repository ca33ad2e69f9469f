/** A small lab for the simulator's own tests: one queue, with and without a second server. */
import { exponential } from '@dstudio/kernel';
import type { Lab } from './lab.ts';

const parameters = {
  service: {
    kind: 'duration',
    label: 'Service time',
    about: 'Mean time that one customer takes.',
    default: 8,
    min: 1,
    max: 9,
  },
} as const;

export const lab: Lab<typeof parameters> = {
  slug: 'two-servers',
  title: 'One server or two',
  question: 'How much does a second server shorten the wait?',
  parameters,
  variants: [
    { id: 'one', label: 'one server' },
    { id: 'two', label: 'two servers' },
  ],
  claims: [
    {
      id: 'wait',
      text: 'With two servers the mean wait is less than 2 ms.',
      unit: 'ms',
      check: ({ two }) => {
        const measured = two?.wait_mean_ms ?? Number.NaN;
        return { measured, limit: 2, holds: measured < 2 };
      },
    },
    {
      id: 'busy',
      text: 'With one server, the mean wait is longer than 30 ms.',
      unit: 'ms',
      check: ({ one }) => {
        const measured = one?.wait_mean_ms ?? Number.NaN;
        return { measured, limit: 30, holds: measured > 30 };
      },
    },
  ],
  notModelled: ['Customers who give up.'],
  length_ms: 5000,
  run(world, values, variant) {
    const arrivals = world.random('arrivals');
    const services = world.random('services');
    const queue: number[] = [];
    let free = variant === 'two' ? 2 : 1;
    let waited_ms = 0;
    let served = 0;
    const begin = (arrived_ms: number): void => {
      free--;
      waited_ms += world.now - arrived_ms;
      served++;
      world.after(exponential(services, values.service), end);
    };
    const end = (): void => {
      free++;
      const next = queue.shift();
      if (next !== undefined) begin(next);
    };
    const arrive = (): void => {
      world.after(exponential(arrivals, 10), arrive);
      if (free > 0) begin(world.now);
      else queue.push(world.now);
      if (queue.length === 10) world.record('queue', 'ten are waiting');
    };
    arrive();
    world.run({ until_ms: this.length_ms });
    return {
      views: [],
      events: world.events,
      measures: { wait_mean_ms: waited_ms / served, served },
    };
  },
};
