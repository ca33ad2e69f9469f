import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { lab } from '@dstudio/patterns/bulkhead/lab';
import { type Capsule, capsuleOf, inPlace, printCapsule, runLab } from '@dstudio/simulator';
import { defaultTiming, parseSystem, proveSystem, run, systemCapsules } from '@dstudio/systems';
import type { Page } from 'playwright-core';
import { NO_BROWSER } from '../../tools/browser.ts';
import { type Studio, startStudio } from './studio.ts';

const manifest = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: example/web
          env:
            - { name: ORDERS_ADDR, value: 'orders:80' }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { type: LoadBalancer, selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders }
spec:
  replicas: 1
  selector: { matchLabels: { app: orders } }
  template:
    metadata: { labels: { app: orders } }
    spec: { containers: [{ name: orders, image: example/orders }] }
---
apiVersion: v1
kind: Service
metadata: { name: orders }
spec: { selector: { app: orders }, ports: [{ port: 80 }] }
`;

const whole = /cells? run in/;

async function paste(page: Page, text: string): Promise<void> {
  await page.getByRole('button', { name: 'Paste…' }).click();
  await page.getByRole('textbox', { name: 'Manifest' }).fill(text);
  await page.getByRole('button', { name: 'Read it' }).click();
}

/** What `dstudio prove` leaves of a small system whose cart crashes. */
async function capsuleOfCrash(): Promise<Capsule> {
  const text = `dstudio: system/1
name: corner-shop
entries:
  till/handle: { rate: 20/s }
services:
  till:
    operations:
      handle: { time: 4ms, calls: { cart/handle: {} } }
  cart:
    operations:
      handle: { time: 3ms }
`;
  const parsed = parseSystem(text, 'corner-shop.yaml');
  assert.ok(parsed.ok);
  const timing = { ...defaultTiming, warmup_ms: 1000, restart_ms: 2000, after_ms: 4000 };
  const options = { execute: inPlace(run), timing, seeds: [3], kinds: ['crash'] } as const;
  const matrix = await proveSystem(parsed.system, options);
  const left = systemCapsules(matrix, text).find(({ name }) => /crash cart/.test(name));
  assert.ok(left);
  return left.capsule;
}

describe('a system in a browser', { timeout: 240_000 }, () => {
  let studio: Studio | undefined;
  before(async () => {
    studio = await startStudio();
  });
  after(() => studio?.close());

  test('the loaded system fills the matrix; the first cells come within 5 s', async (t) => {
    if (!studio) return t.skip(NO_BROWSER);
    const page = await studio.open('/system');
    await page.getByRole('heading', { name: 'little-shop' }).waitFor();
    await page.locator('.cell .figures span').first().waitFor({ timeout: 5_000 });
    await page.getByText(whole).waitFor({ timeout: 60_000 });
    assert.equal(await page.locator('.cell.waiting').count(), 0);
    await page.context().close();
  });

  test('a cell is reached by keyboard and replayed', async (t) => {
    if (!studio) return t.skip(NO_BROWSER);
    const page = await studio.open('/system');
    await page.locator('[data-cell="crash front"] .figures span').first().waitFor();
    const tabbable = page.locator('.cell[tabindex="0"]');
    assert.equal(await tabbable.count(), 1, 'the grid is one tab stop');
    await tabbable.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    const focused = await page.evaluate(() => document.activeElement?.getAttribute('data-cell'));
    assert.ok(focused && focused !== 'crash front');
    await page.keyboard.press('Enter');
    const detail = page.locator('section.detail');
    await detail.getByText('Trace hash').waitFor();
    assert.equal(await detail.locator('.band').count(), 2, 'the fault is shaded in both charts');
    // The scrubber moves one cursor through both charts and the graph.
    const cursors = () =>
      detail.locator('.cursor').evaluateAll((all) => all.map((line) => line.getAttribute('x1')));
    const earlier = await cursors();
    await detail.getByRole('slider', { name: 'Point in virtual time' }).fill('0');
    const later = await cursors();
    assert.equal(new Set(later).size, 1);
    assert.notDeepEqual(later, earlier);
    await page.context().close();
  });

  test('a pasted manifest is imported and run; a broken one keeps what was there', async (t) => {
    if (!studio) return t.skip(NO_BROWSER);
    const page = await studio.open('/system');
    await page.getByRole('heading', { name: 'little-shop' }).waitFor();
    await paste(page, 'dstudio: system/1\nname: broken\nservices:\n  a:\n    replicas: -3\n');
    const alert = page.getByRole('alert');
    await alert.getByText('little-shop is still the one shown').waitFor();
    assert.match((await alert.textContent()) ?? '', /:5:\d+ /, 'the line is named');
    await paste(page, manifest);
    await page.locator('[data-cell="crash orders"]').waitFor();
    assert.equal(await page.getByRole('alert').count(), 0);
    await page.getByText(whole).waitFor({ timeout: 90_000 });
    assert.ok((await page.locator('.fact').count()) <= 3);
    // Nothing of a pasted system is saved over the server's file.
    assert.equal(await page.getByRole('button', { name: /^Saved?/ }).count(), 0);
    await page.context().close();
  });

  test("a system's capsule repeats its run; a bad one keeps what was there", async (t) => {
    if (!studio) return t.skip(NO_BROWSER);
    const capsule = await capsuleOfCrash();
    const page = await studio.open('/system');
    await page.getByRole('heading', { name: 'little-shop' }).waitFor();
    await paste(
      page,
      printCapsule({ ...capsule, choices: [{ kind: 'crash', service: 'nobody' }] }),
    );
    const alert = page.getByRole('alert');
    await alert.getByText('little-shop is still the one shown').waitFor();
    assert.match((await alert.textContent()) ?? '', /no place for 'crash nobody'; use one that/);

    await paste(page, printCapsule(capsule));
    await page.getByRole('heading', { name: 'corner-shop' }).waitFor();
    const detail = page.getByRole('region', { name: 'Replay: Crash of cart' });
    const note = detail.getByRole('status').filter({ hasText: 'The same run' });
    assert.match((await note.textContent()) ?? '', new RegExp(`trace hash ${capsule.hash}\\.$`));
    await detail.getByText(`Trace hash ${capsule.hash}: the same in`).waitFor();
    assert.equal(await detail.getByRole('combobox', { name: 'Seed' }).inputValue(), '3');
    assert.equal(await page.getByLabel('Warm-up').inputValue(), '1000');
    // Nothing else has run, and none of it is saved over the server's file.
    assert.equal(await page.locator('.cell:not(.waiting)').count(), 0);
    assert.equal(await page.getByRole('button', { name: /^Saved?/ }).count(), 0);
    assert.equal(await alert.count(), 0);

    await paste(page, printCapsule({ ...capsule, seed: 4, engine: 99 }));
    const other = detail.getByRole('status').filter({ hasText: 'Another run' });
    assert.match((await other.textContent()) ?? '', /engine 99 made the capsule, this is engine/);

    await page.getByRole('button', { name: 'Run the matrix' }).click();
    await page.getByText(whole).waitFor({ timeout: 60_000 });
    assert.equal(await other.count(), 0);
    await page.context().close();
  });

  test("a lab's capsule leads to the lab and repeats its run there", async (t) => {
    if (!studio) return t.skip(NO_BROWSER);
    const [variant] = lab.variants;
    assert.ok(variant);
    const values = { timeout: '300ms' };
    const capsule = capsuleOf({
      scenario: `lab:${lab.slug}`,
      parameters: values,
      variant: variant.id,
      seed: 3,
      choices: [],
      hash: runLab(lab, { seed: 3, variant: variant.id, values }).hash,
    });
    const page = await studio.open('/system');
    await page.getByRole('heading', { name: 'little-shop' }).waitFor();
    await paste(page, printCapsule({ ...capsule, scenario: 'lab:no-such-pattern' }));
    await page.getByRole('alert').getByText("no pattern called 'no-such-pattern'").waitFor();
    await paste(page, printCapsule(capsule));
    await page.waitForURL(/\/patterns\/bulkhead\?/);
    const note = page.getByRole('status').filter({ hasText: 'The same run' });
    const said = (await note.textContent()) ?? '';
    assert.ok(said.includes(variant.label) && said.includes(capsule.hash), said);
    assert.equal(await page.getByLabel('Seed').inputValue(), '3');
    // What is changed by hand is not the capsule's run any more.
    await page.getByRole('button', { name: 'Next seed' }).click();
    await note.waitFor({ state: 'detached' });
    await page.waitForURL((url) => !url.searchParams.has('hash'));

    await page.goto(`${studio.url}/system`);
    await page.getByRole('heading', { name: 'little-shop' }).waitFor();
    await paste(page, printCapsule({ ...capsule, seed: 4 }));
    await page.getByText('the pattern, its lab or the capsule itself has changed').waitFor();
    await page.goto(`${studio.url}/system`);
    await page.getByRole('heading', { name: 'little-shop' }).waitFor();
    await paste(page, printCapsule({ ...capsule, parameters: { timeout: '9h' } }));
    await page.getByText('gives Timeout as "9h"').waitFor();
    await page.getByText("The capsule's run cannot be repeated").waitFor();
    await page.context().close();
  });

  test('a fact is stated in place, runs again and stands in the text', async (t) => {
    if (!studio) return t.skip(NO_BROWSER);
    const page = await studio.open('/system', { acceptDownloads: true });
    await page.getByText(whole).waitFor({ timeout: 60_000 });
    const fact = page.locator('.fact').first();
    await fact.waitFor();
    await fact.getByRole('textbox').fill('not a time');
    await fact.getByRole('button', { name: 'State it' }).click();
    await fact.locator('.refused').waitFor();
    await fact.getByRole('textbox').fill('11ms');
    await fact.getByRole('button', { name: 'State it' }).click();
    const settled = page.locator('.fact').filter({ hasText: 'assumed 10ms' });
    await settled.waitFor({ state: 'detached' });
    await page.getByText(whole).waitFor({ timeout: 60_000 });
    const waiting = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    const stream = await (await waiting).createReadStream();
    let text = '';
    for await (const chunk of stream) text += String(chunk);
    assert.match(text, /time: 11ms/);
    await page.getByRole('button', { name: 'Save to file' }).click();
    await page.getByRole('button', { name: 'Saved' }).waitFor();
    await page.context().close();
  });

  test('stop ends the run, and it can be started again', async (t) => {
    if (!studio) return t.skip(NO_BROWSER);
    const page = await studio.open('/system');
    await page.getByText(whole).waitFor({ timeout: 60_000 });
    // Long runs, so that there is something to stop.
    await page.locator('.settings summary').click();
    for (const name of ['Warm-up', 'Fault lasts', 'Measured after']) {
      await page.getByLabel(name).fill('120000');
      await page.getByLabel(name).press('Enter');
    }
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Stopped.').waitFor();
    await page.getByRole('button', { name: 'Run again' }).click();
    await page.locator('.cell.pending').first().waitFor();
    await page.getByText(whole).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'List' }).click();
    assert.ok((await page.locator('.matrix-list li').count()) > 4);
    await page.context().close();
  });

  test('mend it: a plan with before and after, written into the text', async (t) => {
    if (!studio) return t.skip(NO_BROWSER);
    const page = await studio.open('/system');
    await page.getByText(whole).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Mend it' }).click();
    const plan = page.getByRole('region', { name: 'Recommendation' });
    await plan.waitFor({ timeout: 120_000 });
    assert.ok((await plan.locator('.changes li').count()) > 0);
    assert.ok((await plan.locator('.before-after tbody tr').count()) > 0);
    await plan.getByRole('button', { name: /^Write/ }).click();
    await page.getByText(whole).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Save to file' }).waitFor();
    await page.context().close();
  });

  test('a plan that makes something worse is written only when that is accepted by name', async (t) => {
    if (!studio) return t.skip(NO_BROWSER);
    const page = await studio.open('/system');
    // Found plans seldom do harm, so the answer is made to.
    await page.addInitScript(() => {
      const Found = window.Worker;
      window.Worker = class extends Found {
        constructor(url: string | URL, options?: WorkerOptions) {
          super(url, options);
          this.addEventListener('message', ({ data }) => {
            if (data.answer?.worsened) data.answer.worsened = ['spike front/handle'];
          });
        }
      };
    });
    await page.reload();
    await page.getByText(whole).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Mend it' }).click();
    const plan = page.getByRole('region', { name: 'Recommendation' });
    await plan.waitFor({ timeout: 120_000 });
    const write = plan.getByRole('button', { name: /^Write/ });
    const accept = plan.getByRole('checkbox', {
      name: /1 cell that held would break: .*front/,
    });
    assert.equal(await write.isEnabled(), false);
    await accept.check();
    assert.equal(await write.isEnabled(), true);
    await accept.uncheck();
    assert.equal(await write.isEnabled(), false);
    await page.context().close();
  });

  test('nothing complained in the console', (t) => {
    if (!studio) return t.skip(NO_BROWSER);
    assert.deepEqual(studio.complaints, []);
  });
});
