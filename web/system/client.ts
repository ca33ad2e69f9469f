import type { FromSystem, Operation, Operations, Tiding, ToSystem } from './protocol.ts';

/** The page's end of the worker: questions as promises. */
export interface SystemClient {
  ask<O extends Operation>(
    op: O,
    ask: Operations[O]['ask'],
    options?: { readonly signal?: AbortSignal; readonly onTiding?: (tiding: Tiding) => void },
  ): Promise<Operations[O]['answer']>;
  /** Ends the worker and everything it runs, at once. Open questions are rejected. */
  close(): void;
}

/** Why a question found no answer, besides errors of its own: somebody stopped it. */
export class Stopped extends Error {
  override name = 'Stopped';
}

interface Open {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
  readonly onTiding: ((tiding: Tiding) => void) | undefined;
}

/** Starts the worker when the first question is asked, and again after `close`. */
export function createSystemClient(): SystemClient {
  let worker: Worker | undefined;
  let count = 0;
  const open = new Map<number, Open>();

  const fail = (error: Error) => {
    for (const { reject } of open.values()) reject(error);
    open.clear();
  };
  const close = () => {
    worker?.terminate();
    worker = undefined;
    fail(new Stopped('stopped'));
  };
  const start = (): Worker => {
    const made = new Worker(new URL('./system.worker.ts', import.meta.url), { type: 'module' });
    made.addEventListener('message', ({ data }: MessageEvent<FromSystem>) => {
      const question = open.get(data.id);
      if (!question) return;
      if ('tiding' in data) {
        question.onTiding?.(data.tiding);
        return;
      }
      open.delete(data.id);
      if ('error' in data) question.reject(new Error(data.error));
      // The worker answers each operation with its own type: one table types both ends.
      else question.resolve(data.answer as never);
    });
    made.addEventListener('error', (event) => {
      made.terminate();
      if (worker === made) worker = undefined;
      fail(new Error(`The simulation's code broke: ${event.message || 'it did not load'}.`));
    });
    return made;
  };

  return {
    ask(op, ask, options = {}) {
      return new Promise((resolve, reject) => {
        const { signal, onTiding } = options;
        if (signal?.aborted) {
          reject(new Stopped('stopped'));
          return;
        }
        worker ??= start();
        count += 1;
        const id = count;
        open.set(id, { resolve, reject, onTiding });
        signal?.addEventListener('abort', () => {
          if (!open.delete(id)) return;
          worker?.postMessage({ id, abort: true } satisfies ToSystem);
          reject(new Stopped('stopped'));
        });
        worker.postMessage({ id, op, ask } satisfies ToSystem);
      });
    },
    close,
  };
}
