import type { Call, Operation, Service, System } from './system.ts';

/** Small systems for tests: everything stated, constant times, so that what happens can be reckoned. */

export const call = (service: string, more: Partial<Call> = {}): Call => ({
  service,
  operation: 'handle',
  count: 1,
  mode: 'synchronous',
  idempotent: 'unknown',
  optional: 'unknown',
  policies: [],
  ...more,
});

export const service = (
  name: string,
  calls: readonly Call[] = [],
  more: Partial<Service> & { readonly operation?: Partial<Operation> } = {},
): Service => {
  const { operation, ...rest } = more;
  return {
    name,
    kind: 'service',
    replicas: 1,
    zones: [],
    concurrency: 100,
    queue: 1_000,
    resources: {},
    probes: [],
    policies: [],
    operations: [
      {
        name: 'handle',
        time: { shape: 'constant', mean_ms: 10, spread: 1 },
        order: 'sequence',
        calls,
        ...operation,
      },
    ],
    ...rest,
  };
};

/** The first service is the entry, with 100 requests a second. */
export const system = (services: readonly Service[], more: Partial<System> = {}): System => ({
  name: 'test',
  objectives: { availability: 0.999, latency_share: 0.95, latency_ms: 200 },
  entries: [
    {
      service: services[0]?.name ?? '',
      operation: 'handle',
      rate_per_s: 100,
      patience_ms: 10_000,
    },
  ],
  services,
  externals: [],
  provenance: {},
  warnings: [],
  ...more,
});
