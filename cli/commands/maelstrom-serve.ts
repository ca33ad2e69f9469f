import {
  createReadStream,
  type Dirent,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { extname, join, resolve, sep } from 'node:path';
import { InvalidInput } from '@dstudio/kernel';
import { type Command, Option } from 'commander';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { secureHeaders } from 'hono/secure-headers';
import { Exit } from '../exit.ts';
import { wholeNumber } from '../options.ts';
import { listen } from '../server/listen.ts';
import { problem } from '../server/problem.ts';
import { refuseForeign } from '../server/same-origin.ts';
import type { Terminal } from '../terminal.ts';

export interface ServeGiven {
  readonly port: number;
  readonly host?: string;
}

/** More tests than this nobody scrolls through. */
const SHOWN_MAX = 500;
const SUMMARY_LENGTH_MAX = 300;
/** Histories may be larger than memory. */
const CHUNK_BYTES = 2 ** 18;
const UNFINISHED = 'unfinished';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

export const addServe = (parent: Command): Command =>
  parent
    .command('serve')
    .description('Show the tests of the store in the browser.')
    .option('-p, --port <number>', 'where to listen', wholeNumber(0, 65_535), 8080)
    .addOption(new Option('-b, --host <name>').hideHelp());

/** Answers until it is stopped. @throws InvalidInput when there is no store, or the port is taken */
export const serve = async ({ port, host }: ServeGiven, terminal: Terminal): Promise<Exit> => {
  const store = resolve(terminal.folder, 'store');
  if (!existsSync(store)) {
    throw new InvalidInput('there is no folder store here', {
      hint: 'run dstudio maelstrom test first, or go to where you did',
    });
  }
  if (host !== undefined) terminal.err.write('--host is ignored: it listens on 127.0.0.1 alone.\n');
  const server = await listen(createStorePages(store), port).catch((error: unknown) => {
    if (!(error instanceof InvalidInput)) throw error;
    throw new InvalidInput(`port ${port} cannot be had`, { hint: 'choose another with --port' });
  });
  terminal.out.write(`The tests are at ${server.url}. Ctrl-C stops it.\n`);
  await server.untilStopped(terminal.signal);
  return Exit.ok;
};

/** A list of all tests, and the files of each. */
export const createStorePages = (folder: string): Hono => {
  const root = realpathSync(folder);
  const app = new Hono();
  app.use(
    secureHeaders({
      // Reports carry their style with them, and no script.
      contentSecurityPolicy: { defaultSrc: ["'none'"], styleSrc: ["'unsafe-inline'"] },
      referrerPolicy: 'no-referrer',
      xFrameOptions: 'DENY',
      strictTransportSecurity: false,
    }),
  );
  app.use(refuseForeign);
  app.get('/', (c) => c.html(page(testsIn(root))));
  app.get('*', async (c) => {
    const file = fileAt(root, c.req.path);
    if (file === undefined) return problem(c, { status: 404, title: 'There is no such file' });
    return c.body(streamOf(file), 200, {
      'content-type': TYPES[extname(file)] ?? 'text/plain; charset=utf-8',
      'cache-control': 'no-cache',
    });
  });
  return app;
};

/** Opens the file when the first chunk is asked for, so that nothing stays open when none is. */
const streamOf = (file: string): ReadableStream<Uint8Array<ArrayBuffer>> => {
  const chunks = chunksOf(file);
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: async () => void (await chunks.return()),
    },
    { highWaterMark: 0 },
  );
};

async function* chunksOf(file: string): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  yield* createReadStream(file, { highWaterMark: CHUNK_BYTES });
}

/** The file that a path of an address names, if it lies within the store once all links are followed. */
const fileAt = (root: string, path: string): string | undefined => {
  try {
    const file = realpathSync(join(root, decodeURIComponent(path)));
    return file.startsWith(root + sep) && statSync(file).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
};

interface Test extends Begun {
  readonly verdict: string;
  readonly summary: string;
}

/** The newest tests, newest first. */
const testsIn = (root: string): readonly Test[] =>
  foldersIn(root)
    .flatMap((workload) => foldersIn(join(root, workload)).map((time) => ({ workload, time })))
    .sort(newestFirst)
    .slice(0, SHOWN_MAX)
    .map(({ workload, time }) => ({ workload, time, ...resultOf(join(root, workload, time)) }));

interface Begun {
  readonly workload: string;
  readonly time: string;
}

const newestFirst = (a: Begun, b: Begun): number =>
  descending(a.time, b.time) || descending(b.workload, a.workload);

const descending = (a: string, b: string): number => (a < b ? 1 : a > b ? -1 : 0);

/** Without the links, which name what is there already. */
const foldersIn = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry: Dirent) => entry.isDirectory())
    .map(({ name }) => name);

const resultOf = (folder: string): Pick<Test, 'verdict' | 'summary'> => {
  try {
    const results: unknown = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'));
    const { 'valid?': valid, summary } = Object(results);
    const verdict = valid === true ? 'valid' : valid === false ? 'invalid' : 'unknown';
    return { verdict, summary: String(summary).slice(0, SUMMARY_LENGTH_MAX) };
  } catch {
    return { verdict: UNFINISHED, summary: '' };
  }
};

const page = (tests: readonly Test[]) => html`<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Tests</title>
<style>
:root{color-scheme:light dark}
body{font:15px/1.5 system-ui,sans-serif;max-width:900px;margin:32px auto;padding:0 16px}
table{border-collapse:collapse;width:100%}
td{padding:6px 12px 6px 0;border-bottom:1px solid #8884;vertical-align:top}
td:first-child{white-space:nowrap}
td:last-child{overflow-wrap:anywhere}
.valid{color:light-dark(#1a7f37,#4ac26b)}.invalid{color:light-dark(#c1233b,#ff7b8a)}
</style>
<h1>Tests</h1>
${tests.length === 0 ? html`<p>There are none yet.</p>` : ''}
<table>${tests.map(rowOf)}</table></html>`;

const rowOf = ({ workload, time, verdict, summary }: Test) => {
  const name = `${workload} ${time}`;
  // What is unfinished has no report yet.
  const report = html`<a href="/${workload}/${time}/report.html">${name}</a>`;
  return html`<tr><td>${verdict === UNFINISHED ? name : report}</td>
<td class="${verdict}">${verdict}</td><td>${summary}</td></tr>`;
};
