import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from '../../tools/browser.ts';

/** The real server with a small system, and a browser. For end-to-end tests. */
export interface Studio {
  readonly url: string;
  /** Opens a page and collects what its console complains about. */
  open(path: string, options?: BrowserContextOptions): Promise<Page>;
  /** Errors and uncaught exceptions of all pages so far. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Two services and a store; small, so that a matrix takes seconds. One value is left to assume. */
const system = `dstudio: system/1
name: little-shop
objectives:
  availability: 99%
  latency: 95% under 200ms
entries:
  front/handle:
    rate: 20/s
    patience: 2s
services:
  front:
    replicas: 2
    concurrency: 16
    operations:
      handle:
        time: 4ms
        calls:
          cart/handle:
            count: 1
            idempotent: yes
            optional: yes
  cart:
    replicas: 2
    concurrency: 16
    operations:
      handle:
        time: !assumed 10ms
`;

/** Undefined where no browser is installed. */
export async function startStudio(): Promise<Studio | undefined> {
  const browser = await launchBrowser();
  if (!browser) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'dstudio-web-'));
  const file = join(folder, 'little-shop.system.yaml');
  await writeFile(file, system);
  const server = spawn(process.execPath, ['cli/main.ts', 'start', file], {
    cwd: join(import.meta.dirname, '..', '..'),
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const complaints: string[] = [];
  const close = async () => {
    await browser.close();
    server.kill();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const url = await addressOf(server.stdout);
    return {
      url,
      complaints,
      close,
      open: (path, options) => openPage(browser, url + path, complaints, options),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  let said = '';
  for await (const chunk of output) {
    said += String(chunk);
    const found = /http:\/\/[\w.]+:\d+/.exec(said);
    if (found) return found[0];
  }
  throw new Error(`The studio did not start: ${said}`);
}

async function openPage(
  browser: Browser,
  url: string,
  complaints: string[],
  options?: BrowserContextOptions,
): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${url}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`${url}: ${error.message}`));
  await page.goto(url);
  return page;
}

/** Asserts that pages do not scroll sideways on a phone: each is an address and what shows it is there. */
export async function assertFitsPhone(
  studio: Studio,
  pages: readonly (readonly [path: string, ready: string])[],
): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await studio.open('/', { colorScheme, viewport: { width: 360, height: 740 } });
    for (const [path, ready] of pages) {
      await page.goto(studio.url + path);
      await page.locator(ready).first().waitFor();
      const beyond = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.equal(beyond, 0, `${path} is ${beyond} px too wide`);
    }
    await page.context().close();
  }
}
