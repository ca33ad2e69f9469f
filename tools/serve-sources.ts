import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from './setup.mjs';

export interface SourceServer {
  /** 'http://127.0.0.1:40123', an empty page; '/simulator/index.ts' under it is that module. */
  readonly origin: string;
  close(): void;
}

/**
 * For end-to-end tests: serves the workspace's own modules to a browser, each file as it is with its
 * types taken out, without a bundler between the source and what runs.
 */
export const serveSources = async (): Promise<SourceServer> => {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (!/^\/[\w./-]+\.ts$/.test(path) || path.includes('..')) {
      response.writeHead(path === '/' ? 200 : 404, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>sources</title>');
      return;
    }
    try {
      const source = await readFile(join(ROOT, path), 'utf8');
      response.writeHead(200, { 'content-type': 'text/javascript' });
      response.end(resolveNames(stripTypeScriptTypes(source)));
    } catch (error) {
      response.writeHead(404, { 'content-type': 'text/plain' });
      response.end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

/** Names of the workspace's packages become paths, by the packages' own `exports`. */
const resolveNames = (code: string): string =>
  code.replaceAll(/(?<=\bfrom\s*)(['"])(@dstudio\/[\w/-]+)\1/g, (_, quote, name) => {
    const file = fileURLToPath(import.meta.resolve(name));
    return `${quote}/${relative(ROOT, file)}${quote}`;
  });
