import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inPlace } from '@dstudio/simulator';
import { call, service, system } from '../fixture.ts';
import { run } from '../job.ts';
import { proveSystem } from '../matrix.ts';
import type { FaultKind } from '../report.ts';
import type { System, Tri } from '../system.ts';
import { applyChanges } from '../yaml/edit.ts';
import { parseSystem } from '../yaml/parse.ts';
import { printSystem } from '../yaml/print.ts';
import { withChanges } from './changes.ts';
import { recommend } from './recommend.ts';

const execute = inPlace(run);
const timing = {
  warmup_ms: 500,
  fault_ms: 2_000,
  restart_ms: 2_000,
  detection_ms: 200,
  after_ms: 3_000,
  window_ms: 500,
};

const shop = (
  answers: { readonly optional?: Tri; readonly idempotent?: Tri },
  replicas = 1,
): System => system([service('front', [call('ads', answers)]), service('ads', [], { replicas })]);

const search = (given: System, kinds: readonly FaultKind[]) =>
  recommend(given, { execute, timing, kinds, budget_runs: 1_500 });

describe('recommend', () => {
  it('mends an optional dependency, and counts its degraded answers apart', async () => {
    const found = await search(shop({ optional: 'yes' }), ['errors']);
    assert.deepEqual(
      found.changes.map(({ slug, at }) => [slug, at]),
      [['graceful-degradation', 'front/handle -> ads/handle']],
      'one pattern is enough, so there is one',
    );
    assert.ok(found.mended.includes('errors ads'));
    const after = found.after.find(({ id }) => id === 'errors ads');
    assert.ok((after?.figures.degraded ?? 0) > 0.3);
    assert.deepEqual(found.worsened, []);
  });

  it('measures on seeds that neither matrix nor search used', async () => {
    const found = await search(shop({ optional: 'yes' }), ['errors']);
    const used = new Set([1, 2, 3, 4, 5, ...found.searchSeeds]);
    assert.ok(found.checkSeeds.every((seed) => !used.has(seed)));
    const measured = found.after[0]?.seeds.map(({ seed }) => seed);
    assert.deepEqual(measured, found.checkSeeds);
  });

  it('asks before it fakes an answer', async () => {
    const found = await search(shop({ optional: 'unknown' }), ['errors']);
    assert.deepEqual(found.changes, []);
    assert.deepEqual(
      found.questions.map(({ path }) => path),
      ['services.front.operations.handle.calls.ads/handle.optional'],
    );
  });

  it('does not fake an answer that is needed, nor ask again', async () => {
    const found = await search(shop({ optional: 'no', idempotent: 'no' }), ['errors']);
    assert.deepEqual([found.changes, found.questions], [[], []]);
    const ads = found.unmendable.find(({ cell }) => cell === 'errors ads');
    assert.equal(ads?.would, undefined);
  });

  it('repeats only what may be repeated: then a retry carries the loss of a replica', async () => {
    const found = await search(shop({ optional: 'no', idempotent: 'yes' }, 3), ['crash']);
    assert.ok(found.changes.some(({ slug }) => slug === 'retry-with-backoff'));
    assert.ok(found.mended.includes('crash ads'));
  });

  it('says what would mend a single replica that crashes', async () => {
    const found = await search(shop({ optional: 'no', idempotent: 'yes' }), ['crash']);
    const ads = found.unmendable.find(({ cell }) => cell === 'crash ads');
    assert.match(ads?.why ?? '', /one replica/);
    assert.match(ads?.would ?? '', /[24] replicas of ads instead of 1, with retry-with-backoff/);
  });

  it('asks before it repeats a call that leads to one which must not be repeated', async () => {
    const given = system([
      service('front', [call('checkout', { idempotent: 'yes', optional: 'no' })]),
      service('checkout', [call('card', { idempotent: 'no', optional: 'no' })], { replicas: 4 }),
      service('card'),
    ]);
    const found = await search(given, ['crash']);
    assert.deepEqual(found.changes, []);
    assert.deepEqual(
      found.questions.map(({ path }) => path),
      ['services.checkout.operations.handle.calls.card/handle.idempotent'],
    );
  });

  it('gives back what it has found when it is stopped and was asked to', async () => {
    const given = shop({ optional: 'yes' });
    const matrix = await proveSystem(given, { execute, timing, seeds: [1, 2], kinds: ['errors'] });
    const stopped = (after: number, partial?: true) => {
      const stop = new AbortController();
      return recommend(given, {
        execute,
        timing,
        matrix,
        signal: stop.signal,
        onProgress: (_stage, done) => {
          if (done >= after) stop.abort(new Error('enough'));
        },
        ...(partial && { partial }),
      });
    };
    await assert.rejects(stopped(1), /enough/);
    const whole = await stopped(Number.POSITIVE_INFINITY, true);
    assert.equal(whole.partial, undefined);
    const none = await stopped(1, true);
    assert.deepEqual([none.partial, none.changes, none.after], [true, [], []]);
    const some = await stopped(whole.runs - 30, true);
    assert.equal(some.partial, true);
    assert.deepEqual(some.changes, whole.changes);
    assert.ok(some.mended.includes('errors ads'));
    assert.deepEqual(some.before, matrix.cells);
  });

  it('searches with the settings that a pattern has there already', async () => {
    const slow = { slug: 'timeout', parameters: { after: '9s' } };
    const given = system([
      service('front', [call('ads', { optional: 'yes', policies: [slow] })]),
      service('ads'),
    ]);
    const found = await search(given, ['partition']);
    const text = applyChanges(printSystem(given), found.changes);
    const written = parseSystem(text, 'test');
    assert.ok(written.ok);
    const policies = (one: System) => one.services[0]?.operations[0]?.calls[0]?.policies;
    assert.deepEqual(
      new Map(policies(written.system)?.map((one) => [one.slug, one.parameters])),
      new Map(
        policies(withChanges(given, found.changes))?.map((one) => [one.slug, one.parameters]),
      ),
      'what is written is what was measured',
    );
  });
});
