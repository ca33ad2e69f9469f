import type { Queue } from './closed-form.ts';
import { simulate } from './simulate.ts';
import type { System } from './system.ts';

/** One service and nothing else: the engine as a textbook queue. */
const systemOf = (queue: Queue): System => ({
  name: queue.name,
  objectives: { availability: 0, latency_share: 0, latency_ms: 1 },
  entries: [
    {
      service: 'server',
      operation: 'handle',
      rate_per_s: queue.arrival_rate * 1_000,
      patience_ms: Number.MAX_SAFE_INTEGER,
    },
  ],
  services: [
    {
      name: 'server',
      kind: 'service',
      replicas: 1,
      zones: [],
      concurrency: queue.servers,
      queue: Number.MAX_SAFE_INTEGER,
      resources: {},
      probes: [],
      operations: [
        {
          name: 'handle',
          time: { shape: queue.shape, mean_ms: queue.service_mean, spread: 1 },
          order: 'sequence',
          calls: [],
        },
      ],
      policies: [],
    },
  ],
  externals: [],
  provenance: {},
  warnings: [],
});

/** Mean wait of the first `customers` that got service, in one seed. */
export const meanWait = (queue: Queue, customers: number, seed: number): number => {
  // Five standard deviations more than are counted arrive, so that there are always enough.
  const length_ms = (customers + 5 * Math.sqrt(customers)) / queue.arrival_rate;
  let count = 0;
  let sum_ms = 0;
  simulate(systemOf(queue), {
    seed,
    timing: {
      warmup_ms: 0,
      fault_ms: length_ms,
      restart_ms: 0,
      detection_ms: 0,
      after_ms: 0,
      window_ms: length_ms,
    },
    began: (_, waited_ms) => {
      if (count === customers) return;
      count += 1;
      sum_ms += waited_ms;
    },
  });
  return sum_ms / count;
};

export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Confidence interval of a mean from independent runs (Student's t).
 *
 * @param t the quantile for the wanted confidence and `values.length - 1` degrees of freedom.
 */
export const intervalOf = (values: readonly number[], t: number): Interval => {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = t * Math.sqrt(variance / n);
  return { mean, low: mean - half, high: mean + half };
};
