import type { Execute } from '../execute.ts';

/** How long a job that was asked to end may take for it. */
const GRACE_MS = 2000;

/**
 * Runs one job. When the signal comes, the job is asked to end with what it has; one that does not
 * within `grace_ms` is ended, and this rejects with what `late` gives.
 */
export const executeAskingToEnd = async <J, R>(
  execute: Execute<J, R>,
  job: J,
  options: {
    readonly signal: AbortSignal | undefined;
    readonly grace_ms?: number | undefined;
    ask(): void;
    late(): unknown;
  },
): Promise<R> => {
  const { signal, grace_ms = GRACE_MS, ask, late } = options;
  const giveUp = new AbortController();
  let grace: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => {
    ask();
    grace = setTimeout(() => giveUp.abort(late()), grace_ms);
  };
  if (signal?.aborted) stop();
  else signal?.addEventListener('abort', stop, { once: true });
  try {
    const [result] = await execute([job], { signal: giveUp.signal });
    // One job has one result.
    return result as R;
  } finally {
    clearTimeout(grace);
    signal?.removeEventListener('abort', stop);
  }
};
