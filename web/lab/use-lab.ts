import { useCallback, useEffect, useRef, useState } from 'react';
import type { Described, FromLab, LabRun, LabValues, ToLab } from './protocol.ts';

export interface LabHandle {
  readonly lab: Described | undefined;
  readonly last: LabRun | undefined;
  readonly running: boolean;
  readonly error: string | undefined;
  readonly run: (values: LabValues, seed: number) => void;
  /** Ends the worker at once, whatever it is doing. */
  readonly stop: () => void;
}

/** One worker for one lab. A newer run takes the place of one still going. */
export function useLab(slug: string): LabHandle {
  const worker = useRef<Worker>(undefined);
  const [lab, setLab] = useState<Described>();
  const [last, setLast] = useState<LabRun>();
  const [error, setError] = useState<string>();
  const [running, setRunning] = useState<number>();
  const count = useRef(0);
  const busy = useRef(false);

  const close = useCallback(() => {
    worker.current?.terminate();
    worker.current = undefined;
    busy.current = false;
    setRunning(undefined);
  }, []);

  const open = useCallback((): Worker => {
    if (worker.current) return worker.current;
    const made = new Worker(new URL('./lab.worker.ts', import.meta.url), { type: 'module' });
    made.addEventListener('message', ({ data }: MessageEvent<FromLab>) => {
      if (data.kind === 'described') {
        setLab(data.lab);
        return;
      }
      busy.current = false;
      if (data.run !== undefined && data.run !== count.current) return;
      setRunning(undefined);
      if (data.kind === 'failed') setError(data.message);
      else setLast(data.result);
    });
    made.addEventListener('error', (event) => {
      close();
      setError(`The lab could not be loaded: ${event.message || 'its code did not come'}.`);
    });
    worker.current = made;
    return made;
  }, [close]);

  useEffect(() => {
    open().postMessage({ kind: 'describe', slug } satisfies ToLab);
    return close;
  }, [slug, open, close]);

  const run = useCallback(
    (values: LabValues, seed: number) => {
      // A run cannot be interrupted from within, so one that nobody waits for is ended.
      if (busy.current) close();
      count.current += 1;
      busy.current = true;
      setError(undefined);
      setRunning(count.current);
      const message: ToLab = { kind: 'run', slug, run: count.current, seed, values };
      open().postMessage(message);
    },
    [slug, open, close],
  );
  return { lab, last, running: running !== undefined, error, run, stop: close };
}
