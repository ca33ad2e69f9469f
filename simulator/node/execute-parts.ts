import { type Execute, JobFailed } from '../execute.ts';
import type { SuiteJob, SuitePart } from '../suite-part.ts';
import { inTurn } from './in-turn.ts';
import { Lost } from './lost.ts';

/** So many are known by then that more would say nothing new, and each takes its time to be told. */
const LOST_MAX = 2;

const NOTHING: SuitePart = { seeds: 0, failed: 0, failures: [], reached: {}, processed: 0 };

/**
 * Runs the parts of a suite on threads, some of which may be lost: the seed that took one along counts
 * as failed, and the others of its part run again, for what the thread knew of them is gone with it.
 * @param width parts at a time
 */
export const executeParts =
  (
    runPart: (part: SuiteJob, signal: AbortSignal) => Promise<SuitePart>,
    width: number,
  ): Execute<SuiteJob, SuitePart> =>
  async (parts, { signal, onResult } = {}) => {
    signal?.throwIfAborted();
    const enough = new AbortController();
    const broken = new AbortController();
    const firm = AbortSignal.any([broken.signal, ...(signal === undefined ? [] : [signal])]);
    const either = AbortSignal.any([enough.signal, firm]);
    let lostSeeds = 0;

    const run = async (part: SuiteJob): Promise<SuitePart> => {
      firm.throwIfAborted();
      if (part.seeds === 0 || enough.signal.aborted) return NOTHING;
      const { first, seeds, stopAtFailure } = part;
      let lost: Lost;
      let seed: number;
      try {
        return await runPart(part, either);
      } catch (error) {
        if (enough.signal.aborted) return NOTHING;
        if (!(error instanceof JobFailed && error.cause instanceof Lost)) throw error;
        lost = error.cause;
        if (lost.kind === 'uncaught' && seeds > 1) return oneByOne(part, error);
        seed = lost.seed ?? Number.NaN;
        // What a seed left behind may end the thread long after it.
        if (!(seed >= first && seed < first + seeds)) throw error;
      }
      const isLast = ++lostSeeds === LOST_MAX;
      if (isLast) enough.abort();
      const before =
        seed === first
          ? NOTHING
          : await runPart({ first, seeds: seed - first, stopAtFailure }, firm);
      if (stopAtFailure && before.failed > 0) return before;
      const failure = { name: lost.kind, message: lost.why, at_ms: lost.at_ms };
      const here = { ...NOTHING, seeds: 1, failed: 1, failures: [{ seed, failure }] };
      const next = { first: seed + 1, seeds: first + seeds - seed - 1, stopAtFailure };
      const after = stopAtFailure ? NOTHING : await run(next);
      return [before, here, after].reduce(joined);
    };

    /** Node tells of what nobody caught only when a thread has a turn, perhaps some seeds later. */
    const oneByOne = async (part: SuiteJob, told: JobFailed): Promise<SuitePart> => {
      const { first, seeds, stopAtFailure } = part;
      let sum = NOTHING;
      for (let seed = first; seed < first + seeds; seed++) {
        sum = joined(sum, await run({ first: seed, seeds: 1, stopAtFailure }));
        if (enough.signal.aborted || (stopAtFailure && sum.failed > 0)) return sum;
      }
      // It did not come up again, so it is not the seed that decides.
      if (!sum.failures.some(({ failure }) => failure.name === 'uncaught')) throw told;
      return sum;
    };

    const results: SuitePart[] = [];
    await inTurn(parts.length, width, async (index) => {
      const part = parts[index];
      if (part === undefined) return;
      try {
        results[index] = await run(part);
        onResult?.(results[index], index);
      } catch (error) {
        // No other is of any use then.
        broken.abort(error);
        throw error;
      }
    });
    return results;
  };

const joined = (a: SuitePart, b: SuitePart): SuitePart => {
  const reached = new Map(Object.entries(a.reached));
  for (const [name, count] of Object.entries(b.reached)) {
    reached.set(name, (reached.get(name) ?? 0) + count);
  }
  return {
    seeds: a.seeds + b.seeds,
    failed: a.failed + b.failed,
    failures: [...a.failures, ...b.failures],
    reached: Object.fromEntries(reached),
    processed: a.processed + b.processed,
  };
};
