/** The thread's side of `createPool`. */
import { parentPort, workerData } from 'node:worker_threads';
import { failureOf, type Request } from '../pool.ts';

// `createPool` sends exactly this.
const { module, data } = workerData as { readonly module: string; readonly data: unknown };

const loaded: Promise<{ run?: (job: unknown, data: unknown) => unknown }> = import(module);
// It is awaited for each job; without this, a module that fails to load ends the thread unheard.
loaded.catch(() => {});

parentPort?.on('message', async ({ job }: Request) => {
  try {
    const { run } = await loaded;
    if (run === undefined) throw new Error(`${module} exports no function 'run'`);
    parentPort?.postMessage({ ok: true, result: await run(job, data) });
  } catch (error) {
    parentPort?.postMessage(failureOf(error));
  }
});
