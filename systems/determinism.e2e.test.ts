import assert from 'node:assert/strict';
import { it } from 'node:test';
import { inBrowser } from '../tools/in-browser.ts';
import { call, service, system } from './fixture.ts';
import type { Fault } from './report.ts';
import { simulate } from './simulate.ts';

/** Every shape of service time, every policy with a random draw, calls in parallel and by message. */
const given = system([
  service(
    'front',
    [
      call('cart', {
        count: 1.5,
        idempotent: 'yes',
        policies: [
          { slug: 'retry-with-backoff', parameters: { attempts: 4, jitter: 'decorrelated' } },
          { slug: 'circuit-breaker', parameters: {} },
          { slug: 'timeout', parameters: { after: '40ms' } },
        ],
      }),
      call('mail', { mode: 'queue' }),
    ],
    { operation: { order: 'parallel' }, concurrency: 8, queue: 50 },
  ),
  service('cart', [], {
    replicas: 3,
    zones: ['a', 'b', 'c'],
    operation: { time: { shape: 'lognormal', mean_ms: 12, spread: 1.4 } },
    policies: [{ slug: 'load-shedding', parameters: {} }],
  }),
  service('mail', [], { operation: { time: { shape: 'exponential', mean_ms: 9, spread: 1 } } }),
]);

const faults: readonly Fault[] = [
  { kind: 'errors', service: 'cart' },
  { kind: 'zone-loss', zone: 'b' },
  { kind: 'spike', entry: 'front/handle' },
  { kind: 'partition', call: { from: 'front/handle', to: 'cart/handle' } },
];
const seeds = [1, 2, 3];

it('the same seed gives the same trace twice in Node and in a browser', async (t) => {
  await inBrowser(t, async (page) => {
    const inPage = await page.evaluate(
      async ([system, faults, seeds]) => {
        const path = '/systems/simulate.ts';
        const { simulate } = (await import(path)) as typeof import('./simulate.ts');
        return faults.flatMap((fault) =>
          seeds.map((seed) => simulate(system, { seed, fault }).hash),
        );
      },
      [given, faults, seeds] as const,
    );
    const inNode = () =>
      faults.flatMap((fault) => seeds.map((seed) => simulate(given, { seed, fault }).hash));
    const expected = inNode();
    assert.deepEqual(inNode(), expected, 'twice in Node');
    assert.deepEqual(inPage, expected, 'in the browser');
    assert.equal(new Set(expected).size, expected.length, 'each run has a trace of its own');
  });
});
