import type { System } from './system.ts';

/** What each operation calls, both as 'service/operation'. */
export const callsOf = (system: System): ReadonlyMap<string, readonly string[]> =>
  new Map(
    system.services.flatMap((service) =>
      service.operations.map((operation) => [
        `${service.name}/${operation.name}`,
        operation.calls.map((call) => `${call.service}/${call.operation}`),
      ]),
    ),
  );
