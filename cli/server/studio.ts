import { InvalidInput } from '@dstudio/kernel';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import { readCatalogAnswer } from './catalog.ts';
import { type Problem, problem } from './problem.ts';
import { refuseForeign } from './same-origin.ts';
import type { StaticFiles } from './static-files.ts';
import type { SystemStore } from './system-store.ts';

const BODY_SIZE_MAX_BYTES = 2 ** 20;

export interface StudioOptions {
  /** The built web application. */
  readonly files: StaticFiles;
  /** The system that is open; undefined when there is none. */
  readonly store: SystemStore | undefined;
}

/** The studio's HTTP interface: the web application, the catalogue and the open system. */
export function createStudio({ files, store }: StudioOptions): Hono {
  const app = new Hono();
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        workerSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
      referrerPolicy: 'no-referrer',
      xFrameOptions: 'DENY',
      // Plain HTTP on this machine: a browser must not insist on a certificate nobody has.
      strictTransportSecurity: false,
    }),
  );
  app.use(refuseForeign);
  app.use(
    bodyLimit({
      maxSize: BODY_SIZE_MAX_BYTES,
      onError: (c) => problem(c, { status: 413, title: 'The body is larger than 1 MiB' }),
    }),
  );

  app.get('/api/catalog', async (c) => c.json(await readCatalogAnswer()));

  app.get('/api/system', async (c) => {
    if (store === undefined) return problem(c, NO_SYSTEM);
    c.header('cache-control', 'no-store');
    return c.json(await store.read());
  });

  app.post('/api/system', async (c) => {
    if (store === undefined) return problem(c, NO_SYSTEM);
    if (!/^application\/json\b/.test(c.req.header('content-type') ?? '')) {
      return problem(c, { status: 415, title: 'The body must be JSON' });
    }
    const body: unknown = await c.req.json().catch(() => undefined);
    const saved = await store.write(body);
    return 'status' in saved ? problem(c, saved) : c.json(saved);
  });

  app.all('/api/*', (c) => problem(c, { status: 404, title: 'There is nothing at this address' }));
  app.get('*', (c) => files.answer(c));
  app.notFound((c) => problem(c, { status: 404, title: 'There is nothing at this address' }));
  app.onError((error, c) => {
    // The file of the open system may be gone or locked by now.
    if (error instanceof InvalidInput) {
      return problem(c, { status: 409, title: 'The file cannot be read', detail: error.message });
    }
    console.error(error);
    return problem(c, {
      status: 500,
      title: 'The studio has a defect',
      detail: error.message,
    });
  });
  return app;
}

const NO_SYSTEM: Problem = {
  status: 404,
  title: 'No system is open',
  detail: 'Start the studio with one: dstudio start my.system.yaml',
};
