import type { FromBugs, Job, Jobs, Tiding, ToBugs } from './protocol.ts';

/**
 * Runs one job in a worker of its own. Aborting ends the worker at once, whatever it does, and the
 * promise never settles: nobody waits for it any more.
 */
export function runJob<J extends Job>(
  job: J,
  ask: Jobs[J]['ask'],
  options: { readonly signal: AbortSignal; readonly onTiding: (tiding: Tiding) => void },
): Promise<Jobs[J]['answer']> {
  const { signal, onTiding } = options;
  const worker = new Worker(new URL('./bugs.worker.ts', import.meta.url), { type: 'module' });
  signal.addEventListener('abort', () => worker.terminate(), { once: true });
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<FromBugs>) => {
      // One that was on its way when the worker was ended.
      if (signal.aborted) return;
      if ('tiding' in data) return onTiding(data.tiding);
      worker.terminate();
      if ('error' in data) reject(new Error(data.error));
      // The worker answers each job with its own type: one table types both ends.
      else resolve(data.answer as Jobs[J]['answer']);
    });
    worker.addEventListener('error', (event) => {
      worker.terminate();
      reject(new Error(`The simulation's code broke: ${event.message || 'it did not load'}.`));
    });
    // The table says that a job and its question belong together.
    worker.postMessage({ job, ask } as ToBugs);
  });
}
