import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { arbitrarySystem, factPaths } from '../testing.ts';
import { applyChanges, stateFact } from './edit.ts';
import { parseSystem } from './parse.ts';
import { printSystem } from './print.ts';

const TEXT = `dstudio: system/1   # the head
name: shop
entries:
  a: {rate: 10/s}
services:
  a:
    replicas: !read 1     # m.yaml:3
    # mine
    concurrency:   !assumed 32   # nobody said
    operations:
      handle:
        time: 5ms         # measured
        calls:
          b: !read        # m.yaml:9
            idempotent: yes   # sure
            # the tail

          c: {optional: unknown}
          d:
  b: {}
  c:
    policies:
      load-shedding: {}   # keep
  d: # the last line`;

/** Lines of `after` that are not in `before`, and the other way round. */
const difference = (before: string, after: string): string[] => {
  const old = before.split('\n');
  const now = after.split('\n');
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `- ${line.trim()}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line.trim()}`),
  ];
};

const timeout = (at: string, after = '200ms') => ({ slug: 'timeout', parameters: { after }, at });

describe('applyChanges', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['below a block', 'a/handle -> b/handle', ['+ policies:', '+ timeout: { after: 200ms }']],
    [
      'into a map in braces',
      'a/handle -> c/handle',
      [
        '- c: {optional: unknown}',
        '+ c: {optional: unknown, policies: { timeout: { after: 200ms } } }',
      ],
    ],
    ['below a bare key', 'a/handle -> d/handle', ['+ policies:', '+ timeout: { after: 200ms }']],
  ];
  for (const [where, at, expected] of cases) {
    it(`writes ${where} and leaves the rest alone`, () => {
      const edited = applyChanges(TEXT, [timeout(at)]);
      assert.deepEqual(difference(TEXT, edited), expected);
    });
  }

  it('writes services, those that end the file too', () => {
    const at = (service: string) => ({ slug: 'load-shedding', parameters: {}, at: service });
    assert.deepEqual(difference(TEXT, applyChanges(TEXT, [at('b')])), [
      '- b: {}',
      '+ b: { policies: { load-shedding: {} } }',
    ]);
    assert.equal(
      applyChanges(TEXT, [at('d')]),
      `${TEXT}\n    policies:\n      load-shedding: {}\n`,
    );
    assert.equal(applyChanges(TEXT, [at('c')]), TEXT);
  });

  it('merges into a pattern that is there', () => {
    const retry = { slug: 'retry-with-backoff', at: 'a/handle -> b/handle' };
    const once = applyChanges(TEXT, [{ ...retry, parameters: { attempts: 3 } }]);
    const twice = applyChanges(once, [{ ...retry, parameters: { attempts: 2, budget: '10%' } }]);
    assert.deepEqual(difference(once, twice), [
      '- retry-with-backoff: { attempts: 3 }',
      '+ retry-with-backoff: { attempts: 2, budget: 10% }',
    ]);
  });

  it('keeps the line ends of another editor', () => {
    const edited = applyChanges(TEXT.replaceAll('\n', '\r\n'), [timeout('a/handle -> b/handle')]);
    assert.equal(/[^\r]\n/.test(edited), false);
  });

  it('refuses what would not be a system, and places that are not there', () => {
    const retry = { slug: 'retry-with-backoff', parameters: {}, at: 'a/handle -> c/handle' };
    assert.throws(() => applyChanges(TEXT, [retry]), /idempotent, and nobody said/);
    assert.throws(
      () => applyChanges(TEXT, [timeout('a/handle -> a/handle')]),
      /has no 'a\/handle -> a/,
    );
    assert.throws(() => applyChanges(TEXT, [timeout('zebra')]), /the system has no 'zebra'/);
    assert.throws(() => applyChanges('', [timeout('a')]), /the file is empty/);
  });
});

describe('stateFact', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'services.a.concurrency',
      '64',
      ['- concurrency:   !assumed 32   # nobody said', '+ concurrency: 64'],
    ],
    [
      'services.a.operations.handle.time',
      '7ms',
      ['- time: 5ms         # measured', '+ time: 7ms         # measured'],
    ],
    [
      'services.a.operations.handle.calls.c/handle.optional',
      'yes',
      ['- c: {optional: unknown}', '+ c: {optional: yes}'],
    ],
    ['services.b.queue', '10', ['- b: {}', '+ b: { queue: 10 }']],
    ['entries.a/handle.patience', '3s', ['- a: {rate: 10/s}', '+ a: {rate: 10/s, patience: 3s }']],
    ['objectives.latency', '90% under 1s', ['+ objectives:', '+ latency: 90% under 1s']],
  ];
  for (const [path, value, expected] of cases) {
    it(`states ${path}`, () => {
      const edited = stateFact(TEXT, path, value);
      assert.deepEqual(difference(TEXT, edited), expected);
      const parsed = parseSystem(edited, 'x.yaml');
      assert.ok(parsed.ok);
      assert.equal(parsed.system.provenance[path], undefined);
    });
  }

  it('refuses values and paths that are none', () => {
    assert.throws(() => stateFact(TEXT, 'services.a.concurrency', '-1'), /concurrency is '-1'/);
    assert.throws(() => stateFact(TEXT, 'services.a.concurrency', '1\n  x: 2'), /on one line/);
    assert.throws(
      () => stateFact(TEXT, 'services.z.concurrency', '1'),
      /has no value 'services\.z/,
    );
    assert.throws(() => stateFact(TEXT, 'services.a', '1'), /has no value/);
    assert.throws(
      () => stateFact(TEXT, 'services.b.queue', '1, queue: 2'),
      /stands here and on line/,
    );
  });

  it('states any value of any system by the path in its provenance', () => {
    const values: Readonly<Record<string, string>> = {
      availability: '12%',
      latency: '34% under 5s',
      rate: '7/s',
      patience: '8s',
      kind: 'store',
      replicas: '9',
      zones: '[north, south]',
      concurrency: '11',
      queue: '12',
      cpu: '130m',
      memory: '14Mi',
      probes: '[startup]',
      time: '{ mean: 15ms, shape: constant }',
      order: 'parallel',
      count: '1.5',
      mode: 'queue',
    };
    const property = fc.property(arbitrarySystem, fc.nat(), (system, pick) => {
      const paths = factPaths(system).filter((path) => values[path.split('.').at(-1) ?? '']);
      const path = paths[pick % paths.length] ?? '';
      const before = printSystem(system);
      const edited = stateFact(before, path, values[path.split('.').at(-1) ?? ''] ?? '');
      const parsed = parseSystem(edited, 'x.yaml');
      assert.ok(parsed.ok);
      const { [path]: _gone, ...rest } = system.provenance;
      assert.deepEqual(parsed.system.provenance, rest);
      assert.ok(edited.split('\n').length - before.split('\n').length <= 1);
    });
    fc.assert(property, { numRuns: 25 });
  });
});
