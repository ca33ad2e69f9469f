import type { TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { launchBrowser, NO_BROWSER } from './browser.ts';
import { serveSources } from './serve-sources.ts';

/**
 * For end-to-end tests: a page in Chromium that can import the workspace's own modules, as long as
 * `use` runs. Where there is no browser, the test is skipped with `NO_BROWSER`.
 * @throws Error as `launchBrowser` does
 */
export const inBrowser = async (
  t: TestContext,
  use: (page: Page) => Promise<void>,
): Promise<void> => {
  const browser = await launchBrowser();
  if (browser === undefined) return t.skip(NO_BROWSER);
  const sources = await serveSources();
  try {
    const page = await browser.newPage();
    await page.goto(sources.origin);
    await use(page);
  } finally {
    sources.close();
    await browser.close();
  }
};
