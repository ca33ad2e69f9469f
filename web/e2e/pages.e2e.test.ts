import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { NO_BROWSER } from '../../tools/browser.ts';
import { assertFitsPhone, type Studio, startStudio } from './studio.ts';

describe('catalogue, pages and labs in a browser', { timeout: 180_000 }, () => {
  let studio: Studio | undefined;
  before(async () => {
    studio = await startStudio();
  });
  after(() => studio?.close());

  test('the catalogue is searched and filtered, and the address remembers', async (t) => {
    if (!studio) return t.skip(NO_BROWSER);
    const page = await studio.open('/');
    const cards = page.locator('.card');
    await cards.first().waitFor();
    const all = await cards.count();
    assert.ok(all > 1);
    // The shortcut leads to the search box, and what is typed there filters.
    await page.keyboard.press('/');
    await page.keyboard.type('bulkhead');
    await page.waitForFunction((n) => document.querySelectorAll('.card').length < n, all);
    assert.match((await cards.first().textContent()) ?? '', /Bulkhead/);
    assert.match(page.url(), /q=bulkhead/);
    await page.reload();
    await page.getByRole('searchbox').and(page.locator('[value="bulkhead"]')).waitFor();
    await page.getByRole('searchbox').fill('zzzz');
    await page.getByRole('link', { name: 'Show all patterns' }).click();
    await page.getByText(`${all} of ${all}`).waitFor();
    for (const tier of ['gold', 'silver', 'bronze']) {
      await page.getByRole('button', { name: tier, exact: true }).click();
      const tiers = await page.locator('.card .tier').allTextContents();
      assert.ok(tiers.every((text) => text.includes(tier)));
      assert.ok(tiers.length <= all);
    }
    await page.context().close();
  });

  test('a lab runs, a slider changes its figures, and the link repeats them', async (t) => {
    if (!studio) return t.skip(NO_BROWSER);
    const page = await studio.open('/patterns/bulkhead');
    const hashes = page.locator('.hashes');
    await hashes.waitFor();
    const first = await hashes.textContent();
    const slider = page.getByRole('slider', { name: 'Timeout' });
    await slider.focus();
    await page.keyboard.press('Home');
    await page.waitForFunction(
      (before) => document.querySelector('.hashes')?.textContent !== before,
      first,
    );
    await page.waitForURL(/p\.timeout=/);
    const changed = await hashes.textContent();
    assert.notEqual(changed, first);

    const again = await studio.open(page.url().replace(studio.url, ''));
    await again.locator('.hashes').waitFor();
    assert.equal(await again.locator('.hashes').textContent(), changed);
    assert.equal(
      await again.locator('.gauges').innerText(),
      await page.locator('.gauges').innerText(),
    );

    // Every chart is told in words, and the claims have their figures of this run.
    assert.ok((await page.locator('.chart svg[role=img][aria-label]').count()) >= 2);
    await page.getByText('this run measured').first().waitFor();
    await page.context().close();
    await again.context().close();
  });

  test('a link of another engine says so, and a wrong value is named', async (t) => {
    if (!studio) return t.skip(NO_BROWSER);
    const page = await studio.open('/patterns/bulkhead?engine=0.0.1&seed=3&p.workers=nine');
    await page.getByText('made with engine').waitFor();
    await page.getByText('gives Workers as "nine"').waitFor();
    assert.equal(await page.getByLabel('Seed').inputValue(), '3');
    await page.context().close();
  });

  test('keyboard help, theme and routes', async (t) => {
    if (!studio) return t.skip(NO_BROWSER);
    const page = await studio.open('/', { colorScheme: 'light' });
    await page.locator('.card').first().waitFor();
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await page.keyboard.press('t');
    assert.equal(await ground(), light, 'light is what the system says already');
    await page.keyboard.press('t');
    const dark = await ground();
    assert.notEqual(dark, light);
    await page.reload();
    await page.locator('.card').first().waitFor();
    assert.equal(await ground(), dark, 'the choice is kept');
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Single-key shortcuts').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.waitForURL(/\/system$/);
    await page.goto(`${studio.url}/nothing/here`);
    await page.getByText('There is no page at').waitFor();
    await page.context().close();
  });

  test('no page scrolls sideways on a phone, in either theme', async (t) => {
    if (!studio) return t.skip(NO_BROWSER);
    await assertFitsPhone(studio, [
      ['/', '.card'],
      ['/patterns/bulkhead', '.hashes'],
      ['/system', '.matrix-list button'],
    ]);
  });

  test('nothing complained in the console', (t) => {
    if (!studio) return t.skip(NO_BROWSER);
    assert.deepEqual(studio.complaints, []);
  });
});
