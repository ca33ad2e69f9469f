import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { bugs } from '@dstudio/bugs';
import { lab } from '@dstudio/patterns/bulkhead/lab';
import {
  type Capsule,
  capsuleOf,
  parseCapsule,
  printCapsule,
  replayScenario,
  runLab,
  shrink,
} from '@dstudio/simulator';
import { host } from '@dstudio/simulator/node';
import type { Page } from 'playwright-core';
import { NO_BROWSER } from '../../tools/browser.ts';
import { assertFitsPhone, type Studio, startStudio } from './studio.ts';

function scenarioOf(slug: string, right = false) {
  const bug = bugs.find((one) => one.slug === slug);
  assert.ok(bug);
  return bug.scenario(right);
}

/** Drops a file onto the page, as a person does from a folder. */
async function drop(page: Page, text: string, name: string): Promise<void> {
  const data = await page.evaluateHandle(
    ([content, called]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], called));
      return transfer;
    },
    [text, name] as const,
  );
  for (const type of ['dragover', 'drop']) {
    await page.dispatchEvent('body', type, { dataTransfer: data });
  }
}

/** Finds the bug of the page and waits until its run is shrunk. */
async function find(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Find it' }).click();
  await page.getByRole('button', { name: 'Download capsule' }).waitFor();
}

async function downloaded(page: Page): Promise<{ readonly text: string; readonly name: string }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download capsule' }).click(),
  ]);
  return {
    text: await readFile(await download.path(), 'utf8'),
    name: download.suggestedFilename(),
  };
}

const sameRun = (page: Page) => page.getByRole('status').filter({ hasText: 'The same run' });

describe('seeded bugs in a browser', { timeout: 240_000 }, () => {
  let studio: Studio | undefined;
  before(async () => {
    studio = await startStudio();
  });
  after(() => studio?.close());

  test('the list is reached, filtered and walked by keyboard', async (t) => {
    if (!studio) return t.skip(NO_BROWSER);
    const page = await studio.open('/');
    await page.locator('.card').first().waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('b');
    const links = page.locator('.bug-list a');
    await links.first().waitFor();
    assert.equal(await links.count(), bugs.length);
    await page.keyboard.press('/');
    await page.keyboard.type('charged');
    await page.waitForFunction(() => document.querySelectorAll('.bug-list a').length < 5);
    assert.match(page.url(), /\/bugs\?q=charged$/);
    await page.keyboard.press('ArrowDown');
    const focused = await page.evaluate(() => document.activeElement?.textContent);
    assert.equal(focused, await links.first().textContent());
    await page.getByRole('searchbox').fill('zzzz');
    await page.getByRole('link', { name: 'Show all bugs' }).click();
    await page.getByText(`${bugs.length} of ${bugs.length}`).waitFor();
    await page.goto(`${studio.url}/bugs/split-brain-even`);
    const turns = page.locator('.listing .turn');
    await turns.first().waitFor();
    const marked = await turns.count();
    await page.getByText('election.ts, which').click();
    await page.getByRole('region', { name: 'bench/bugs/election.ts' }).waitFor();
    assert.equal(await turns.count(), marked, "only the bug's own file is marked");
    await page.goto(`${studio.url}/bugs/no-such-bug`);
    await page.getByRole('heading', { name: 'No seeded bug is called “no-such-bug”' }).waitFor();
    await page.context().close();
  });

  // One of the lane without promises, one that awaits its disk.
  for (const slug of ['retry-not-idempotent', 'sync-forgotten']) {
    test(`${slug} is found, shrunk and drawn; its capsule repeats it, its twin passes`, async (t) => {
      if (!studio) return t.skip(NO_BROWSER);
      const page = await studio.open(`/bugs/${slug}`, { acceptDownloads: true });
      await page.locator('.listing .turn').first().waitFor();
      await find(page);
      await page
        .getByRole('status')
        .filter({ hasText: /Seed \d+ fails: found after/ })
        .waitFor();
      const seed = Number(new URL(page.url()).searchParams.get('seed'));
      const wrong = scenarioOf(slug);

      // The same as Node finds in it.
      const shrunk = await shrink(wrong, { seed, host });
      const { text, name } = await downloaded(page);
      assert.equal(text, printCapsule(shrunk.capsule));
      assert.equal(name, `${slug}-seed-${seed}.capsule.json`);
      assert.ok((await replayScenario(parseCapsule(text), wrong, host)).same);
      await page.getByText(`dstudio replay ${name}`).waitFor();
      const said = (await page.locator('.wrong').textContent()) ?? '';
      assert.ok(said.includes(`${shrunk.failure.name}: ${shrunk.failure.message}`), said);
      const figures = (await page.locator('.figures').innerText()).replaceAll(/\s+/g, ' ');
      assert.ok(figures.includes(`${shrunk.before} → ${shrunk.choices.length}`), figures);

      // The drawing, step by step: what is later is faint, and the sentence says the step.
      const svg = page.locator('.drawn svg');
      assert.equal(await svg.getAttribute('role'), 'img');
      assert.ok((await svg.locator('title').textContent())?.includes(`seed ${seed}`));
      const slider = page.getByRole('slider', { name: 'Step' });
      const steps = Number(await slider.getAttribute('max'));
      assert.ok(steps > 1 && steps <= 30, `${steps} steps`);
      await slider.focus();
      await page.keyboard.press('ArrowRight');
      const says = (value: RegExp) => page.locator('.says').filter({ hasText: value }).waitFor();
      await says(/^At .+ somebody asks /);
      assert.match((await slider.getAttribute('aria-valuetext')) ?? '', /^1 of \d+\. At /);
      const times = svg.locator('text[text-anchor=end]');
      assert.equal(await times.count(), steps, 'a step for each row');
      assert.equal(await svg.locator('text[text-anchor=end]:not(.later)').count(), 1);
      await page.keyboard.press('End');
      await says(/ it fails: /);
      assert.equal(await svg.locator('.later').count(), 0);
      await times.nth(1).click();
      await page.waitForFunction(
        () => document.querySelector<HTMLInputElement>('.steps input')?.value === '2',
      );
      await page.getByText('As text').click();
      assert.match((await page.locator('.as-text pre').textContent()) ?? '', /FAILED: /);

      // The twin, in the same seeds.
      await page.getByRole('button', { name: 'Run the twin' }).click();
      await page.getByText('1000 seeds, no failure.').waitFor({ timeout: 60_000 });
      await page.getByText(`seed ${seed}, shown above, among them`).waitFor();

      // A link opens the same run; the whole of it too.
      const hash = await page.locator('.figures code').textContent();
      const again = await studio.open(page.url().replace(studio.url, ''));
      await again.getByRole('button', { name: 'Download capsule' }).waitFor();
      assert.equal(await again.locator('.figures code').textContent(), hash);
      await again.getByRole('button', { name: 'The whole run' }).click();
      await again.waitForURL(/run=whole/);
      const whole = await again.locator('.figures code').textContent();
      assert.notEqual(whole, hash);
      await again.reload();
      await again.locator('.drawn svg').waitFor();
      assert.equal(await again.locator('.figures code').textContent(), whole);
      await again.context().close();
      await page.context().close();
    });
  }

  test('a search is stopped, and a seed that passes says so', async (t) => {
    if (!studio) return t.skip(NO_BROWSER);
    const page = await studio.open('/bugs/arrival-order?seed=1');
    await page.getByText('Seed 1 passes.').waitFor();
    await page.goto(`${studio.url}/bugs/arrival-order?seed=one`);
    await page.getByText('The link\'s seed is "one"').waitFor();
    // The worker's code does not come, so that the search lasts as long as it takes to stop it.
    await page.route(/bugs\.worker/, () => {});
    await page.getByRole('button', { name: 'Find it' }).click();
    await page.getByRole('progressbar', { name: 'Looking for a seed that fails.' }).waitFor();
    await page.keyboard.press('s');
    await page.getByText('Stopped.').waitFor();
    await page.unroute(/bugs\.worker/);
    await find(page);
    await page.context().close();
  });

  test("a capsule dropped anywhere leads to its bug's page and is repeated there", async (t) => {
    if (!studio) return t.skip(NO_BROWSER);
    const wrong = scenarioOf('split-brain-even');
    const { capsule, failure } = await shrink(wrong, { seed: 4, host });
    const page = await studio.open('/');
    await page.locator('.card').first().waitFor();
    await drop(page, printCapsule(capsule), 'a.capsule.json');
    await page.waitForURL(/\/bugs\/split-brain-even\?seed=4$/);
    const note = sameRun(page);
    assert.ok((await note.textContent())?.includes(`trace hash ${capsule.hash}.`));
    assert.ok((await page.locator('.wrong').textContent())?.includes(failure.message));
    await page.locator('.drawn svg').waitFor();
    // It lasts through a reload and a link within the page, and ends where another run is asked for.
    await page.reload();
    await note.waitFor();
    await page.getByRole('link', { name: 'Skip to content' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/#main$/);
    assert.equal(await note.count(), 1);
    await find(page);
    assert.equal(await note.count(), 0);
    await page.goBack();
    await page.goBack();
    await note.waitFor();

    // A capsule that does not fit any more, and one of the twin.
    const [first, ...rest] = capsule.choices;
    assert.ok(first);
    const open = async (changed: Partial<Capsule>) => {
      await page.getByRole('button', { name: 'Open a capsule or a system' }).click();
      const box = page.getByRole('textbox', { name: 'Capsule or manifest' });
      await box.fill(printCapsule({ ...capsule, ...changed }));
      await page.getByRole('button', { name: 'Read it' }).click();
    };
    await open({ choices: rest, engine: 99 });
    const other = page.getByRole('status').filter({ hasText: 'Another run' });
    assert.match((await other.textContent()) ?? '', /engine 99 made the capsule, this is engine/);
    const twin = scenarioOf('split-brain-even', true);
    const plan = { ...capsule, scenario: `scenario:${twin.name}` };
    const { hash } = await replayScenario(plan, twin, host);
    await open({ scenario: plan.scenario, hash });
    await page.getByText('It is a run of the corrected twin.').waitFor();
    await note.waitFor();
    const choices = [{ kind: 'wish', where: 'a', key: 'b', at_ms: 1 }];
    await open({ choices });
    await page.getByRole('alert').getByText('choice 1 of the capsule is none').waitFor();

    await open({ scenario: 'scenario:my-own' });
    const alert = page.getByRole('alert').filter({ hasText: 'could not be opened' });
    assert.match((await alert.textContent()) ?? '', /scenario:my-own, which is none of the seeded/);
    await alert.getByRole('button', { name: 'Dismiss' }).click();
    assert.equal(await alert.count(), 0);
    await page.context().close();
  });

  test("from the catalogue, a lab's capsule and a manifest lead to their pages", async (t) => {
    if (!studio) return t.skip(NO_BROWSER);
    const [variant] = lab.variants;
    assert.ok(variant);
    const { hash } = runLab(lab, { seed: 3, variant: variant.id, values: {} });
    const run = { scenario: `lab:${lab.slug}`, parameters: {}, variant: variant.id, seed: 3 };
    const capsule = capsuleOf({ ...run, choices: [], hash });
    const page = await studio.open('/');
    await page.locator('.card').first().waitFor();
    await drop(page, printCapsule(capsule), 'b.capsule.json');
    await page.waitForURL(/\/patterns\/bulkhead\?/);
    await sameRun(page).waitFor();
    await page.goBack();
    await page.locator('.card').first().waitFor();
    await drop(page, 'hello\nthere\n', 'notes.txt');
    await page.getByText('this is no capsule, no system and no manifest').waitFor();
    // On one line, as kubectl and jq print it.
    const manifest = JSON.stringify({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: { template: { spec: { containers: [{ name: 'web', image: 'a/web' }] } } },
    });
    await page.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', text);
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    }, manifest);
    await page.waitForURL(/\/system$/);
    await page.getByText('1 service, 0 calls').waitFor();
    // A reload shows what the server has.
    await page.reload();
    await page.getByRole('heading', { name: 'little-shop' }).waitFor();
    await page.context().close();
  });

  test("a system pasted before the server's has come stays", async (t) => {
    if (!studio) return t.skip(NO_BROWSER);
    const page = await studio.open('/bugs');
    /** Lets the server's system wait until the returned function is called. */
    const hold = async (): Promise<() => void> => {
      const { promise, resolve } = Promise.withResolvers<void>();
      await page.route(
        /\/api\/system$/,
        async (route) => {
          await promise;
          await route.continue();
        },
        { times: 1 },
      );
      return resolve;
    };
    const first = await hold();
    await page.goto(`${studio.url}/system`);
    const box = page.getByRole('textbox', { name: 'Capsule or manifest' });
    const typed = 'dstudio: system/1\nname: mine\nentries:\n  a/handle: { rate: 1/s }\n';
    await page.getByRole('button', { name: 'Paste…' }).click();
    await box.fill(typed);
    first();
    await page.getByText('little-shop', { exact: true }).first().waitFor({ state: 'attached' });
    assert.equal(await box.inputValue(), typed, 'its dialog is still there');

    const second = await hold();
    await page.reload();
    await page.getByRole('button', { name: 'Paste…' }).click();
    await box.fill(`${typed}services:\n  a:\n    operations:\n      handle: { time: 1ms }\n`);
    await page.getByRole('button', { name: 'Read it' }).click();
    const [response] = await Promise.all([page.waitForResponse(/\/api\/system$/), second()]);
    await response.finished();
    await page.getByRole('heading', { name: 'mine' }).waitFor();
    // What the server has would be shown by now, if it were.
    await page.waitForTimeout(500);
    assert.equal(await page.getByRole('heading', { name: 'mine' }).count(), 1);
    await page.context().close();
  });

  test('no page of it scrolls sideways on a phone, in either theme', async (t) => {
    if (!studio) return t.skip(NO_BROWSER);
    await assertFitsPhone(studio, [
      ['/bugs', '.bug-list a'],
      ['/bugs/commit-of-a-former-term?seed=1&run=whole', '.drawn svg, .notice'],
    ]);
  });

  test('nothing complained in the console', (t) => {
    if (!studio) return t.skip(NO_BROWSER);
    assert.deepEqual(studio.complaints, []);
  });
});
