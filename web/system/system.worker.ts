import { createPool } from '@dstudio/simulator/web';
import {
  applyChanges,
  type Job,
  type Judged,
  proveSystem,
  recommend,
  simulate,
} from '@dstudio/systems';
import { messageOf } from '../shell/message.ts';
import { openAny } from './open-any.ts';
import { reopen, stateIn, withUnits } from './open-text.ts';
import type { FromSystem, Operation, Operations, Tiding, ToSystem } from './protocol.ts';
import { collector, windows } from './replay.ts';

/**
 * Coordinates: reads texts, and fans the runs of a matrix or a search out to a pool of workers of its
 * own. Ending this worker ends them all.
 */

const workers_max = 8;
const workers_min = 2;

/** One core stays with the page, unless that would leave one for the runs: then they share. */
const pool = createPool<Job, Judged>({
  spawn: () => new Worker(new URL('./run.worker.ts', import.meta.url), { type: 'module' }),
  size: Math.max(workers_min, Math.min(workers_max, navigator.hardwareConcurrency - 1)),
});

const { execute } = pool;

interface Context {
  readonly signal: AbortSignal;
  readonly tell: (tiding: Tiding) => void;
}

type Handlers = {
  readonly [O in Operation]: (
    ask: Operations[O]['ask'],
    context: Context,
  ) => Operations[O]['answer'] | Promise<Operations[O]['answer']>;
};

const handlers: Handlers = {
  open: ({ text, name }) => openAny(text, name),
  state: stateIn,
  apply: ({ opened, changes }) => ({ opened: reopen(opened, applyChanges(opened.text, changes)) }),
  prove: ({ system, timing, since }, { signal, tell }) =>
    proveSystem(system, {
      execute,
      timing,
      signal,
      ...(since && { since: { matrix: since.matrix, again: new Set(since.again) } }),
      onCell: (cell) => tell({ kind: 'cell', cell }),
      onProgress: (done, total) => tell({ kind: 'progress', done, total }),
    }),
  recommend: async ({ system, timing, matrix }, { signal, tell }) => {
    const plan = await recommend(system, {
      execute,
      timing,
      matrix,
      signal,
      onProgress: (_stage, done, total) => tell({ kind: 'progress', done, total }),
    });
    return { ...plan, changes: plan.changes.map(withUnits) };
  },
  replay: ({ system, timing, fault, seed }) => {
    const window_ms = timing.window_ms / 2;
    const { edges, called } = collector(window_ms);
    const run = simulate(system, { seed, timing, fault, called });
    return windows(run, window_ms, edges.values());
  },
};

const running = new Map<number, AbortController>();
const say = (message: FromSystem) => postMessage(message);

/** Progress comes thousands of times a second; the page is told at most this often. */
const tell_ms = 80;

async function handle<O extends Operation>(id: number, op: O, ask: Operations[O]['ask']) {
  const stop = new AbortController();
  running.set(id, stop);
  let told = 0;
  const tell = (tiding: Tiding) => {
    const now = performance.now();
    if (tiding.kind === 'progress' && now - told < tell_ms) return;
    told = now;
    say({ id, tiding });
  };
  try {
    const answer = await handlers[op](ask, { signal: stop.signal, tell });
    say({ id, answer });
  } catch (error) {
    say({ id, error: messageOf(error) });
  } finally {
    running.delete(id);
  }
}

addEventListener('message', ({ data }: MessageEvent<ToSystem>) => {
  if ('abort' in data) running.get(data.id)?.abort();
  // The page's client types what it asks by the same table.
  else void handle(data.id, data.op, data.ask as Operations[Operation]['ask'] as never);
});
