import { policies } from '@dstudio/patterns/policies';
import type { Policy } from '@dstudio/patterns/policy';
import fc from 'fast-check';
import type {
  AttachedPolicy,
  Call,
  Distribution,
  Entry,
  External,
  Objectives,
  Operation,
  Provenance,
  Service,
  System,
} from './system.ts';

/** Systems of all shapes that a file can state, for properties in tests. */

/** deepEqual tells objects without a prototype apart. */
const plain = { noNullPrototype: true };

const word = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,11}$/);
const sentence = fc.stringMatching(/^[!-~]( ?[!-~]){0,30}$/);

const time: fc.Arbitrary<Distribution> = fc
  .record(
    {
      shape: fc.constantFrom<Distribution['shape']>('constant', 'exponential', 'lognormal'),
      mean_ms: fc.double({ min: 0, max: 3_600_000, noNaN: true, noDefaultInfinity: true }),
      spread: fc.double({ min: 0, max: 10, noNaN: true }),
    },
    plain,
  )
  .map(({ shape, mean_ms, spread }) => ({
    shape,
    mean_ms: mean_ms + 0,
    spread: shape === 'lognormal' ? spread + 0 : shape === 'constant' ? 0 : 1,
  }));

const attachedTo = (attach: Policy['attach'], call: Pick<Call, 'idempotent' | 'optional'>) =>
  fc
    .subarray(
      policies.filter(
        (policy) =>
          policy.attach === attach &&
          policy.requires.every((requirement) => call[requirement] === 'yes'),
      ),
    )
    .chain((chosen) =>
      fc.tuple(
        ...chosen.map((policy) =>
          fc.constantFrom({}, ...policy.candidates).map((given): AttachedPolicy => {
            const parameters: Record<string, string | number | boolean> = {};
            for (const [key, value] of Object.entries(given)) {
              if (value !== undefined) parameters[key] = value;
            }
            return { slug: policy.slug, parameters };
          }),
        ),
      ),
    );

const tri = fc.constantFrom<Call['idempotent']>('yes', 'no', 'unknown');

/** Calls only go to later services, so there is no circle. */
const callTo = (service: string, operation: string): fc.Arbitrary<Call> =>
  fc
    .record(
      {
        count: fc.double({ min: 0.01, max: 2, noNaN: true }),
        mode: fc.constantFrom<Call['mode']>('synchronous', 'queue'),
        idempotent: tri,
        optional: tri,
      },
      plain,
    )
    .chain((call) =>
      attachedTo('call', call).map((attached) => ({
        service,
        operation,
        ...call,
        policies: attached,
      })),
    );

const operationOf = (name: string, later: readonly (readonly [string, string])[]) =>
  fc.record<Operation>(
    {
      name: fc.constant(name),
      time,
      order: fc.constantFrom<Operation['order']>('sequence', 'parallel'),
      calls: fc
        .subarray([...later], { maxLength: Math.min(3, later.length) })
        .chain((targets) => fc.tuple(...targets.map(([service, name]) => callTo(service, name)))),
    },
    plain,
  );

const serviceOf = (
  name: string,
  operations: readonly string[],
  later: readonly (readonly [string, string])[],
): fc.Arbitrary<Service> =>
  fc.record<Service>(
    {
      name: fc.constant(name),
      kind: fc.constantFrom<Service['kind']>('service', 'store', 'queue'),
      replicas: fc.integer({ min: 1, max: 1000 }),
      zones: fc.uniqueArray(word, { maxLength: 3 }),
      concurrency: fc.integer({ min: 1, max: 1_000_000 }),
      queue: fc.integer({ min: 0, max: 1_000_000 }),
      resources: fc.record(
        {
          cpu: fc.double({ min: 0.001, max: 1000, noNaN: true }),
          memory_bytes: fc.integer({ min: 1, max: 2 ** 40 }),
        },
        { requiredKeys: [], ...plain },
      ),
      probes: fc.subarray<'liveness' | 'readiness' | 'startup'>([
        'liveness',
        'readiness',
        'startup',
      ]),
      operations: fc.tuple(...operations.map((operation) => operationOf(operation, later))),
      policies: attachedTo('service', { idempotent: 'no', optional: 'no' }),
    },
    plain,
  );

const objectives = fc.record<Objectives>(
  {
    availability: fc.double({ min: 0.001, max: 1, noNaN: true }),
    latency_share: fc.double({ min: 0.001, max: 1, noNaN: true }),
    latency_ms: fc.double({ min: 0.001, max: 100_000, noNaN: true }),
  },
  plain,
);

/** Paths of the values that a manifest may have said or nobody, as they are in the system. */
export const factPaths = (system: Omit<System, 'provenance'>): string[] => {
  const paths = ['objectives.availability', 'objectives.latency'];
  for (const entry of system.entries) {
    const path = `entries.${entry.service}/${entry.operation}`;
    paths.push(path, `${path}.rate`, `${path}.patience`);
  }
  for (const service of system.services) {
    const path = `services.${service.name}`;
    for (const key of ['kind', 'replicas', 'zones', 'concurrency', 'queue', 'probes']) {
      paths.push(`${path}.${key}`);
    }
    if (service.resources.cpu !== undefined) paths.push(`${path}.cpu`);
    if (service.resources.memory_bytes !== undefined) paths.push(`${path}.memory`);
    for (const operation of service.operations) {
      const inside = `${path}.operations.${operation.name}`;
      paths.push(`${inside}.time`, `${inside}.order`);
      for (const call of operation.calls) {
        const target = `${inside}.calls.${call.service}/${call.operation}`;
        paths.push(target, `${target}.count`, `${target}.mode`);
      }
    }
  }
  return paths;
};

const provenance = fc.oneof(
  sentence.map((from): Provenance => ({ kind: 'read', from })),
  sentence.map((why): Provenance => ({ kind: 'assumed', why })),
);

const entryAt = (service: string, operation: string) =>
  fc.record<Entry>(
    {
      service: fc.constant(service),
      operation: fc.constant(operation),
      // So low that no fan-out of a generated system exceeds what can be run.
      rate_per_s: fc.double({ min: 0.001, max: 1, noNaN: true }),
      patience_ms: fc.double({ min: 0.001, max: 3_600_000, noNaN: true }),
    },
    plain,
  );

/** Any system of one to six services that `parseSystem` accepts, policies and provenance included. */
export const arbitrarySystem: fc.Arbitrary<System> = fc
  .uniqueArray(fc.tuple(word, fc.uniqueArray(word, { minLength: 1, maxLength: 2 })), {
    minLength: 1,
    maxLength: 6,
    selector: ([name]) => name,
  })
  .chain((shape) => {
    const ids = shape.map(([name, operations]) => operations.map((one) => [name, one] as const));
    const [first = ['', ''] as const] = ids.flat();
    return fc.record(
      {
        name: sentence,
        objectives,
        entries: fc
          .subarray(ids.flat(), { minLength: 1, maxLength: Math.min(3, ids.flat().length) })
          .chain((chosen) => fc.tuple(...chosen.map(([service, one]) => entryAt(service, one)))),
        services: fc.tuple(
          ...shape.map(([name, operations], index) =>
            serviceOf(name, operations, ids.slice(index + 1).flat()),
          ),
        ),
        externals: fc.uniqueArray(
          fc.record<External>(
            {
              name: fc.stringMatching(/^[a-z][a-z0-9.-]{0,10}[a-z]:[1-9][0-9]{1,3}$/),
              callers: fc.constantFrom([], [first[0]]),
            },
            plain,
          ),
          { maxLength: 2, selector: (external) => external.name },
        ),
        warnings: fc.array(fc.string({ minLength: 1, unit: 'binary' }), { maxLength: 2 }),
      },
      plain,
    );
  })
  .chain((system) =>
    fc.subarray(factPaths(system)).chain((paths) =>
      fc.tuple(...paths.map(() => provenance)).map(
        (origins): System => ({
          ...system,
          provenance: Object.fromEntries(
            paths.flatMap((path, index) => {
              const origin = origins[index];
              return origin === undefined ? [] : [[path, origin]];
            }),
          ),
        }),
      ),
    ),
  );
