/** Results made by hand for the tests of the renderers: every kind of verdict and figure once. */

import type { CellResult, Figures, Matrix, Recommendation, SeedFigures } from '@dstudio/systems';
import { defaultTiming } from '@dstudio/systems';

const fine: Figures = {
  requests: 500,
  full: 1,
  degraded: 0,
  failed: 0,
  availability: 1,
  fast: 1,
  p50_ms: 21,
  p95_ms: 34.2,
  p99_ms: 48,
  recovery_ms: 0,
};

const seeds: readonly SeedFigures[] = [1, 2, 3, 4, 5].map((seed) => ({
  ...fine,
  seed,
  broken: [],
  hash: '0000000000000000',
}));

function cell(id: string, figures: Partial<Figures>, rest: Partial<CellResult> = {}): CellResult {
  const broken = rest.broken ?? {};
  return {
    id,
    fault: { kind: 'crash', service: 'cart' },
    verdict: Object.keys(broken).length > 0 ? 'breaks' : 'holds',
    broken,
    figures: { ...fine, ...figures },
    seeds,
    sensitivity: 'regardless',
    dependsOn: [],
    ...rest,
  };
}

const crash = cell(
  'crash frontend',
  {
    full: 0,
    availability: 0,
    fast: Number.NaN,
    p50_ms: Number.NaN,
    p95_ms: Number.NaN,
    p99_ms: Number.NaN,
    recovery_ms: Number.POSITIVE_INFINITY,
  },
  { broken: { availability: 5, recovery: 5 } },
);
const slow = cell(
  'slow frontend/handle -> recommendation/handle',
  { availability: 0.99996, fast: 0.071, p95_ms: 10_040, recovery_ms: 3000 },
  { broken: { latency: 5, availability: 2 } },
);
const spike = cell(
  'spike frontend/handle',
  { fast: 0.072, p95_ms: 2110, recovery_ms: 3000 },
  {
    broken: { latency: 5 },
    sensitivity: 'depends',
    dependsOn: [
      { kind: 'traffic', factor: 0.5, paths: ['entries.frontend/handle.rate'] },
      { kind: 'service time', factor: 0.5, paths: [] },
      {
        kind: 'fan-out',
        factor: 0.5,
        paths: ['services.frontend.operations.handle.calls.cart/add.count'],
      },
    ],
  },
);
const quiet = cell('replica-loss cart', {});

export const matrix: Matrix = {
  system: 'shop',
  timing: defaultTiming,
  seeds: [1, 2, 3, 4, 5],
  baseline: cell('no fault', {}, { sensitivity: 'unchecked' }),
  cells: [crash, slow, spike, quiet],
  facts: [
    {
      path: 'entries.frontend/handle.rate',
      kind: 'traffic',
      question: 'How many requests a second reach frontend?',
      assumed: '50/s',
      settles: ['spike frontend/handle'],
    },
    {
      path: 'services.cart.concurrency',
      kind: 'concurrency',
      question: 'How many requests does one replica of cart work on at once?',
      assumed: '32',
      settles: ['spike frontend/handle', 'slow cart'],
    },
  ],
  unreached: ['invoices', 'mail'],
};

export const recommendation: Recommendation = {
  changes: [
    {
      slug: 'timeout',
      parameters: { after: '100ms' },
      at: 'frontend/handle -> recommendation/handle',
    },
    {
      slug: 'graceful-degradation',
      parameters: {},
      at: 'frontend/handle -> recommendation/handle',
    },
  ],
  before: [crash, slow, quiet],
  after: [
    crash,
    cell(slow.id, { full: 0.042, degraded: 0.958, p95_ms: 131 }),
    cell(quiet.id, { fast: 0.9, p95_ms: 280 }, { broken: { latency: 1 } }),
  ],
  mended: [slow.id],
  improved: [],
  worsened: [quiet.id],
  unmendable: [
    {
      cell: crash.id,
      why: 'frontend has one replica: while it is gone nobody can answer',
      would: 'two replicas, measured: 99.97% answered',
    },
  ],
  questions: [
    {
      path: 'services.frontend.operations.handle.calls.cart/add.idempotent',
      question: 'May frontend/handle call cart/add twice for one request without harm?',
      cells: ['errors cart'],
    },
  ],
  undecided: [spike.id],
  facts: matrix.facts.slice(0, 1),
  searchSeeds: [1, 2, 3],
  checkSeeds: [101, 102, 103, 104, 105],
  runs: 1234,
  complete: false,
};
