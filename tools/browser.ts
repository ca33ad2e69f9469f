import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** What a test that was skipped says. */
export const NO_BROWSER = 'no Chromium on this machine; name one in CHROMIUM_PATH to run this test';

/**
 * For end-to-end tests: a Chromium without a window, or undefined where none is installed, so that
 * the test can be skipped with `NO_BROWSER`. Whoever launches it closes it.
 * @throws Error when there is none although CHROMIUM_PATH names one, or CI=true
 */
export const launchBrowser = async (): Promise<Browser | undefined> => {
  const named = process.env.CHROMIUM_PATH;
  const executablePath = [named ?? PLACES].flat().find((path) => existsSync(path));
  if (executablePath === undefined) {
    if (named !== undefined) throw new Error(`CHROMIUM_PATH names ${named}, which is not there.`);
    if (process.env.CI === 'true') throw new Error(NO_BROWSER);
    return undefined;
  }
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
};
