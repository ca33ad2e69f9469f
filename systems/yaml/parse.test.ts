import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findCycle } from './check.ts';
import { parseSystem } from './parse.ts';
import { formatProblem } from './problem.ts';

const GOOD = `dstudio: system/1
name: boutique
objectives:
  availability: 99.9%
  latency: 95% under 200ms
entries:
  frontend/handle:
    rate: !assumed 50/s     # nobody said how much traffic there is
    patience: !assumed 10s
services:
  frontend:
    replicas: !read 1       # kubernetes-manifests.yaml:17
    zones: [a, b]
    concurrency: !assumed 32
    queue: !assumed 1000
    cpu: !read 200m
    memory: !read 128Mi
    probes: !read [liveness, readiness]
    operations:
      handle:
        time: !assumed 5ms
        order: sequence
        calls:
          cart/handle: !read # kubernetes-manifests.yaml:93, CART_ADDR
            count: !assumed 1
            idempotent: yes
            optional: unknown
            mode: synchronous
            policies: { timeout: { after: 200ms }, retry-with-backoff: { attempts: 3 } }
          mail: { mode: queue }
    policies: { load-shedding: {} }
  cart:
    operations:
      handle: { time: { mean: 5ms, shape: lognormal, spread: 0.5 } }
  mail:
    operations:
      send: { time: { mean: 2ms, shape: constant } }
externals:
  shoppingassistantservice:80: [frontend]
warnings: [one thing to know]
`;

const parse = (text: string) => parseSystem(text, 'shop.yaml');

const system = (text: string) => {
  const parsed = parse(text);
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.problems.map(formatProblem).join('\n'));
  return parsed.system;
};

/** The one fault of a text, as a person reads it. */
const fault = (text: string): string => {
  const parsed = parse(text);
  assert.ok(!parsed.ok, 'parsed without a fault');
  const lines = parsed.problems.map(formatProblem);
  assert.equal(lines.length, 1, lines.join('\n'));
  return lines[0] ?? '';
};

/** A small file with one line put in place of another. */
const small = (services: string, entries = 'a: {}'): string =>
  `dstudio: system/1\nentries: { ${entries} }\nservices:\n${services}`;

describe('parseSystem', () => {
  it('reads all there is, with units', () => {
    const { services, entries, objectives, externals, warnings } = system(GOOD);
    assert.deepEqual(objectives, { availability: 0.999, latency_share: 0.95, latency_ms: 200 });
    assert.deepEqual(entries, [
      { service: 'frontend', operation: 'handle', rate_per_s: 50, patience_ms: 10_000 },
    ]);
    assert.deepEqual(externals, [{ name: 'shoppingassistantservice:80', callers: ['frontend'] }]);
    assert.deepEqual(warnings, ['one thing to know']);
    const [frontend, cart, mail] = services;
    assert.deepEqual(frontend?.zones, ['a', 'b']);
    assert.deepEqual(frontend?.resources, { cpu: 0.2, memory_bytes: 128 * 2 ** 20 });
    assert.deepEqual(frontend?.policies, [{ slug: 'load-shedding', parameters: {} }]);
    assert.deepEqual(
      frontend?.operations[0]?.calls.map((call) => [call.service, call.operation, call.mode]),
      [
        ['cart', 'handle', 'synchronous'],
        ['mail', 'send', 'queue'],
      ],
    );
    assert.deepEqual(frontend?.operations[0]?.calls[0]?.policies, [
      { slug: 'timeout', parameters: { after: '200ms' } },
      { slug: 'retry-with-backoff', parameters: { attempts: 3 } },
    ]);
    assert.deepEqual(cart?.operations[0]?.time, { shape: 'lognormal', mean_ms: 5, spread: 0.5 });
    assert.deepEqual(mail?.operations[0]?.time, { shape: 'constant', mean_ms: 2, spread: 0 });
  });

  it('tells read, assumed, stated and left out apart', () => {
    const { provenance } = system(GOOD);
    const calls = 'services.frontend.operations.handle.calls';
    assert.deepEqual(provenance['services.frontend.replicas'], {
      kind: 'read',
      from: 'kubernetes-manifests.yaml:17',
    });
    assert.deepEqual(provenance['entries.frontend/handle.rate'], {
      kind: 'assumed',
      why: 'nobody said how much traffic there is',
    });
    assert.deepEqual(provenance[`${calls}.cart/handle`], {
      kind: 'read',
      from: 'kubernetes-manifests.yaml:93, CART_ADDR',
    });
    assert.equal(provenance['services.frontend.zones'], undefined);
    assert.equal(provenance[`${calls}.cart/handle.idempotent`], undefined);
    assert.equal(provenance['services.cart.operations.handle.time'], undefined);
    assert.equal(provenance['services.cart.replicas']?.kind, 'assumed');
    assert.equal(provenance[`${calls}.mail/send.count`]?.kind, 'assumed');
  });

  it('gives a service without operations one, and a store its own defaults', () => {
    const [a, b] = system(small('  a:\n  b: { kind: store }\n')).services;
    assert.deepEqual(
      a?.operations.map((operation) => operation.name),
      ['handle'],
    );
    assert.equal(a?.concurrency, 32);
    assert.equal(b?.concurrency, 64);
    assert.equal(b?.operations[0]?.time.mean_ms, 1);
  });

  it('lets services call each other, but no operation call itself in the end', () => {
    const both = (last: string) =>
      small(
        `  a:
    operations: { x: { calls: { b/y: {} } }, z: {} }
  b:
    operations: { y: { calls: { ${last}: {} } } }
`,
        'a/x: {}',
      );
    assert.equal(system(both('a/z')).services.length, 2);
    const message = fault(both('a/x'));
    assert.match(
      message,
      /^shop\.yaml:7:\d+ .*in a circle: a\/x -> b\/y -> a\/x; a request would never end/,
    );
  });
});

describe('findCycle', () => {
  it('finds a circle below a long chain', () => {
    const chain = Array.from({ length: 5000 }, (_, i): [string, string[]] => [
      `${i}`,
      [`${i + 1}`],
    ]);
    assert.equal(findCycle(new Map(chain)), undefined);
    const closed = new Map([...chain, ['5000', ['4998']] as [string, string[]]]);
    assert.deepEqual(findCycle(closed), ['4998', '4999', '5000', '4998']);
  });
});
