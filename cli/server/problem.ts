import type { Context } from 'hono';

/** What went wrong, for the page to show (RFC 9457). */
export interface Problem {
  readonly status: 400 | 403 | 404 | 409 | 413 | 415 | 422 | 500;
  readonly title: string;
  readonly detail?: string;
}

export const problem = (c: Context, { status, title, detail }: Problem): Response =>
  c.body(JSON.stringify({ type: 'about:blank', title, status, detail }), status, {
    'content-type': 'application/problem+json',
  });
