import type { Server } from 'node:http';
import { createServer, type Server as Socket } from 'node:net';
import { InvalidInput } from '@dstudio/kernel';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';

const HOST = '127.0.0.1';
/** Requests under way at the end get this long. */
const GRACE_MS = 2000;

export interface Listening {
  readonly url: string;
  /** Resolves once the signal has aborted and all connections are closed. */
  untilStopped(signal: AbortSignal): Promise<void>;
}

/**
 * Answers requests on this machine alone.
 *
 * @param port 0 lets the system choose one
 * @throws InvalidInput when the port is in use or may not be used
 */
export async function listen(app: Hono, port: number): Promise<Listening> {
  // It answers with Hono over node:http, so it is that server.
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  await bind(server, port);
  const address = server.address();
  const real = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://localhost:${real}`,
    async untilStopped(signal) {
      if (!signal.aborted) {
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), GRACE_MS);
      await closed;
      clearTimeout(timer);
    },
  };
}

/**
 * Fails when the port cannot be had, before there is anything to serve on it.
 *
 * @throws InvalidInput when the port is in use or may not be used
 */
export async function checkPort(port: number): Promise<void> {
  const probe = createServer();
  await bind(probe, port);
  await new Promise<void>((resolve) => {
    probe.close(() => resolve());
  });
}

function bind(server: Socket, port: number): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(explain(error, port)));
    server.listen(port, HOST, resolve);
  });
}

function explain(error: Error, port: number): Error {
  const code = 'code' in error ? error.code : undefined;
  const other = port === 4000 ? 4100 : 4000;
  const hint = `stop what uses it, or choose another: PORT=${other} dstudio start`;
  if (code === 'EADDRINUSE') return new InvalidInput(`port ${port} is in use`, { hint });
  if (code === 'EACCES') {
    const above = `choose one above 1023: PORT=${other} dstudio start`;
    return new InvalidInput(`you may not use port ${port}`, { hint: above });
  }
  return error;
}
