import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inPlace } from '@dstudio/simulator';
import { assumptions, groupsOf, scale } from './assumptions.ts';
import { affectedBy } from './facts.ts';
import { listCells } from './faults.ts';
import { call, service, system } from './fixture.ts';
import { run } from './job.ts';
import { proveSystem } from './matrix.ts';
import type { Provenance, System } from './system.ts';

const execute = inPlace(run);
const timing = {
  warmup_ms: 500,
  fault_ms: 2_000,
  restart_ms: 1_000,
  detection_ms: 500,
  after_ms: 3_000,
  window_ms: 500,
};
const assumed: Provenance = { kind: 'assumed', why: 'nobody said' };

const shop = (provenance: Record<string, Provenance> = {}): System =>
  system(
    [service('front', [call('back')]), service('back', [], { replicas: 2, zones: ['a', 'b'] })],
    {
      provenance,
    },
  );

describe('listCells', () => {
  it('names each fault of each service, call, zone and entry', () => {
    const ids = listCells(shop()).map(({ id }) => id);
    assert.deepEqual(ids, [
      'crash front',
      'slow front',
      'errors front',
      'partition front',
      'replica-loss front',
      'crash back',
      'slow back',
      'errors back',
      'partition back',
      'replica-loss back',
      'slow front/handle -> back/handle',
      'errors front/handle -> back/handle',
      'partition front/handle -> back/handle',
      'zone-loss a',
      'zone-loss b',
      'spike front/handle',
    ]);
  });

  it('leaves out what no known call reaches, and takes only the wanted kinds', () => {
    const given = system([service('front'), service('hermit', [call('front')])]);
    const ids = listCells(given, ['crash']).map(({ id }) => id);
    assert.deepEqual(ids, ['crash front']);
  });
});

describe('assumptions', () => {
  it('lists only what nobody said, each with a question', () => {
    const found = assumptions(
      shop({
        'services.back.concurrency': assumed,
        'services.front.operations.handle.calls.back/handle.count': assumed,
        'services.front.concurrency': { kind: 'read', from: 'x.yaml:3' },
      }),
    );
    assert.deepEqual(
      found.map(({ kind, path }) => `${kind}: ${path}`),
      [
        'fan-out: services.front.operations.handle.calls.back/handle.count',
        'concurrency: services.back.concurrency',
      ],
    );
  });

  it('scales what was assumed and leaves what was stated', () => {
    const given = shop({
      'services.back.concurrency': assumed,
      'entries.front/handle.rate': assumed,
    });
    const halved = scale(given, new Set(['services.back.concurrency']), 0.5);
    assert.deepEqual(
      halved.services.map(({ concurrency }) => concurrency),
      [100, 50],
    );
    assert.equal(
      scale(given, new Set(['entries.front/handle.rate']), 2).entries[0]?.rate_per_s,
      200,
    );
    assert.deepEqual(scale(given, new Set(), 2), given);
    const one = { ...given, services: given.services.map((s) => ({ ...s, concurrency: 1 })) };
    assert.equal(
      scale(one, new Set(['services.back.concurrency']), 0.5).services[1]?.concurrency,
      1,
      'never none',
    );
  });
});

describe('proveSystem', () => {
  it('marks apart what breaks regardless, holds regardless and depends', async () => {
    // Slow, back takes 150 ms of its 15: together with front's 10 that holds 200 ms. Doubled it does not.
    const given = system(
      [
        service('front', [call('back')]),
        service('back', [], { operation: { time: { shape: 'constant', mean_ms: 15, spread: 1 } } }),
      ],
      { provenance: { 'services.back.operations.handle.time': assumed } },
    );
    const matrix = await proveSystem(given, {
      execute,
      timing,
      seeds: [1, 2],
      kinds: ['slow', 'crash'],
    });
    const cell = (id: string) => matrix.cells.find((one) => one.id === id);
    assert.equal(matrix.baseline.verdict, 'holds');
    assert.deepEqual(
      [cell('crash back')?.verdict, cell('crash back')?.sensitivity],
      ['breaks', 'regardless'],
    );
    assert.deepEqual(
      [cell('slow front')?.verdict, cell('slow front')?.sensitivity],
      ['holds', 'regardless'],
    );
    assert.equal(cell('slow back')?.verdict, 'holds');
    assert.deepEqual(cell('slow back')?.dependsOn, [
      { kind: 'service time', factor: 2, paths: ['services.back.operations.handle.time'] },
    ]);
    assert.deepEqual(
      matrix.facts.map(({ path, assumed: value }) => [path, value]),
      [['services.back.operations.handle.time', '15ms']],
    );
    assert.equal(matrix.cells[0]?.verdict, 'breaks', 'worst first');
    assert.equal(matrix.cells.at(-1)?.verdict, 'holds');
  });

  it('gives the same matrix for the same seeds', async () => {
    const given = shop({ 'entries.front/handle.rate': assumed });
    const once = () => proveSystem(given, { execute, timing, seeds: [3], kinds: ['errors'] });
    assert.deepEqual(await once(), await once());
  });

  it('runs again only the cells that a stated fact can change', async () => {
    const given = shop({ 'entries.front/handle.rate': assumed });
    const matrix = await proveSystem(given, {
      execute,
      timing,
      seeds: [1],
      kinds: ['slow', 'spike'],
    });
    const fact = { path: 'entries.front/handle.rate', kind: 'traffic' as const };
    assert.equal(affectedBy(matrix, fact, 10).size, matrix.cells.length, 'outside what was tried');
    const within = affectedBy(matrix, fact, 1.5);
    const depends = matrix.cells.filter(({ sensitivity }) => sensitivity === 'depends');
    assert.deepEqual([...within].sort(), depends.map(({ id }) => id).sort());
    const seen: string[] = [];
    const onCell = ({ id }: { readonly id: string }) => seen.push(id);
    const again = new Set(['slow back']);
    const later = await proveSystem(given, {
      execute,
      timing,
      seeds: [1],
      kinds: ['slow', 'spike'],
      since: { matrix, again },
      onCell,
    });
    assert.deepEqual([...new Set(seen)], ['slow back']);
    assert.equal(later.cells.length, matrix.cells.length);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const onProgress = () => stop.abort(reason);
    const proving = proveSystem(shop(), { execute, timing, onProgress, signal: stop.signal });
    await assert.rejects(proving, (error) => error === reason);
  });

  it('gives back what has finished when it is stopped and was asked to', async () => {
    const given = shop({ 'services.back.operations.handle.time': assumed });
    const stopped = (after: number) => {
      const stop = new AbortController();
      const onProgress = (done: number) => {
        if (done >= after) stop.abort(new Error('enough'));
      };
      const { signal } = stop;
      const kinds = ['slow', 'errors'] as const;
      return proveSystem(given, {
        execute,
        timing,
        seeds: [1, 2],
        kinds,
        onProgress,
        signal,
        partial: true,
      });
    };
    await assert.rejects(stopped(1), /enough/, 'not even the run without a fault');
    const whole = await stopped(Number.POSITIVE_INFINITY);
    assert.equal(whole.partial, undefined);
    // Six cells of two runs each after the two without a fault; then two questions check each.
    const early = await stopped(8);
    assert.deepEqual(early.partial, { cells: 6, finished: 3, checked: 0 });
    assert.deepEqual(early.cells.map(({ id }) => id).sort(), [
      'errors front',
      'slow back',
      'slow front',
    ]);
    const late = await stopped(14 + 2 * 2);
    assert.deepEqual(late.partial, { cells: 6, finished: 6, checked: 2 });
    for (const cell of late.cells) {
      const same = whole.cells.find(({ id }) => id === cell.id);
      if (cell.sensitivity !== 'unchecked') assert.deepEqual(cell, same);
    }
  });
});

describe('fan-out', () => {
  it('is varied tier by tier, so that it does not compound along a chain', () => {
    const chain = system(
      [service('a', [call('b')]), service('b', [call('c'), call('d')]), service('c'), service('d')],
      {
        provenance: Object.fromEntries(
          [
            'a.operations.handle.calls.b',
            'b.operations.handle.calls.c',
            'b.operations.handle.calls.d',
          ].map((path) => [`services.${path}/handle.count`, assumed]),
        ),
      },
    );
    const tiers = groupsOf(chain, assumptions(chain), 'fan-out').map((paths) => paths.size);
    assert.deepEqual(tiers, [1, 2]);
  });
});
