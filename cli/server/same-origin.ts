import type { MiddlewareHandler } from 'hono';
import { problem } from './problem.ts';

/** Names that mean this machine, however the port was forwarded. */
const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Refuses what a foreign page makes a browser send. A name that somebody has pointed at this machine
 * (DNS rebinding) shows in the Host header; a request from another page shows in Origin and
 * Sec-Fetch-Site.
 */
export const refuseForeign: MiddlewareHandler = async (c, next) => {
  const host = c.req.header('host') ?? new URL(c.req.url).host;
  const name = host.replace(/:\d+$/, '').toLowerCase();
  if (!LOCAL.has(name)) {
    return problem(c, {
      status: 403,
      title: 'The studio answers to localhost alone',
      detail: `Open it as http://localhost, not as ${name.slice(0, 100)}.`,
    });
  }
  const isReading = c.req.method === 'GET' || c.req.method === 'HEAD';
  const origin = c.req.header('origin');
  const site = c.req.header('sec-fetch-site');
  const isForeign =
    (origin !== undefined && origin !== `http://${host}`) ||
    (site !== undefined && site !== 'same-origin' && site !== 'none');
  if (!isReading && isForeign) {
    return problem(c, {
      status: 403,
      title: 'Another page may not write here',
    });
  }
  await next();
};
