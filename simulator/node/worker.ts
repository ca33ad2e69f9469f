/** The thread's side of `createPool`. */
import { parentPort, workerData } from 'node:worker_threads';
import { failureOf, type Request } from '../pool.ts';
import { rest, showPulseIn } from './pulse.ts';

// `createPool` sends exactly this.
const { module, data, pulse } = workerData as {
  readonly module: string;
  readonly data: unknown;
  readonly pulse: SharedArrayBuffer;
};
showPulseIn(pulse);

const loaded: Promise<{ run?: (job: unknown, data: unknown) => unknown }> = import(module);
// It is awaited for each job; without this, a module that fails to load ends the thread unheard.
loaded.catch(() => {});

parentPort?.on('message', async ({ job }: Request) => {
  try {
    const { run } = await loaded;
    if (run === undefined) throw new Error(`${module} exports no function 'run'`);
    const result = await run(job, data);
    rest();
    // Node tells of rejections that nobody handles only when it has a turn, and they are no success.
    await new Promise<void>((resolve) => setImmediate(resolve));
    parentPort?.postMessage({ ok: true, result });
  } catch (error) {
    rest();
    parentPort?.postMessage(failureOf(error));
  }
});
