import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { Context } from 'hono';
import { problem } from './problem.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

export interface StaticFiles {
  answer(c: Context): Promise<Response>;
}

/**
 * Serves the files that are in `folder` now, and its index.html for every address that has no file
 * ending, since the pages are made in the browser. Only what was listed can be asked for, so no path
 * leads out of the folder.
 */
export function createStaticFiles(folder: string): StaticFiles {
  const files = new Map<string, string>();
  for (const entry of readdirSync(folder, {
    recursive: true,
    withFileTypes: true,
  })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && extname(path) in TYPES) {
      files.set(`/${relative(folder, path).split(sep).join('/')}`, path);
    }
  }
  return {
    async answer(c) {
      const path =
        files.get(c.req.path) ?? (isPage(c.req.path) ? files.get('/index.html') : undefined);
      if (path === undefined) return problem(c, { status: 404, title: 'There is no such file' });
      const bytes = await readFile(path);
      return c.body(new Uint8Array(bytes), 200, {
        'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
        // The names under assets carry a hash of what is in the file.
        'cache-control': c.req.path.startsWith('/assets/')
          ? 'max-age=31536000, immutable'
          : 'no-cache',
      });
    },
  };
}

const isPage = (path: string): boolean => extname(path) === '';
