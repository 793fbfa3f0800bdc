/** Each example with a page, run by its one command and used in Chromium. SCREENSHOTS=<folder> keeps a picture of each. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { runExample, type ExampleRun } from '../../support/example.ts';
import { until } from '../../support/polling.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** The example and its page, which may raise no error. */
async function open(name: string): Promise<{ example: ExampleRun; page: Page }> {
  const example = await runExample(name);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  onTestFinished(async () => {
    await context.close();
    expect(problems).toEqual([]);
  });
  await page.goto(example.page);
  await page.locator('#stream[data-state="open"]').waitFor();
  return { example, page };
}

async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
}

vi.setConfig({ testTimeout: 120_000 });

describe('smart home', () => {
  it('shows every device as soon as it is opened, and switches one that tells it did', async () => {
    const { page } = await open('smart-home');
    await page.locator('.device').nth(7).waitFor();
    expect(await page.locator('.room h2').allTextContents()).toEqual(
      expect.arrayContaining(['Living room', 'Kitchen', 'Bedroom', 'Hall', 'Garden']),
    );
    const coffee = page.getByRole('button', { name: 'Coffee maker' });
    expect(await coffee.getAttribute('aria-pressed')).toBe('false');
    await coffee.click();
    await page.locator('[id="home/kitchen/coffee"][aria-pressed="true"]').waitFor();
    await picture(page, 'smart-home');

    await page.reload();
    await page.locator('[id="home/kitchen/coffee"][aria-pressed="true"]').waitFor();
  });
});

describe('industrial dashboard', () => {
  it('shows all lines live, and tells when one crosses a threshold', async () => {
    const { page } = await open('industrial-dashboard');
    await page.locator('.metric').nth(11).waitFor();
    expect(await page.locator('.line h2').allTextContents()).toEqual(['Line 1', 'Line 2', 'Line 3', 'Line 4']);
    await page.locator('#line3.over').waitFor();
    await until('a threshold is told', async () => (await page.locator('#alarms li').count()) > 1);
    expect(await page.locator('#alarms').textContent()).toMatch(/Line 3: (temperature|vibration) /);
    await until('many messages come', async () => Number(await page.locator('#rate').textContent()) > 50);
    await picture(page, 'industrial-dashboard');
  });
});

describe('push to a web page', () => {
  it('brings what is for the user, and to every open page what one of them sends', async () => {
    const { page, example } = await open('web-push');
    const other = await page.context().newPage();
    await other.goto(example.page);
    await other.locator('#stream[data-state="open"]').waitFor();
    await page.getByLabel('Text').fill('Lunch is ready');
    await page.getByRole('button', { name: 'Send' }).click();
    await other.getByText('Lunch is ready').waitFor();
    await page.getByText('Lunch is ready').waitFor();
    await page.getByText('Order on its way').waitFor();
    expect(await page.locator('#list h2').allTextContents()).toEqual(expect.arrayContaining(['To everybody', 'Order on its way']));
    await picture(page, 'web-push');
  });

  it('shows after a reload what came while the page was away, and not what it has shown', async () => {
    const { page, example } = await open('web-push');
    const other = await page.context().newPage();
    await page.getByLabel('Text').fill('Before');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Before').waitFor();
    await page.goto('about:blank');
    // A visitor of its own, so that it keeps no resume point of the first.
    const visitor = await browser.newContext();
    onTestFinished(() => visitor.close());
    const sender = await visitor.newPage();
    await other.close();
    await sender.goto(example.page);
    await sender.locator('#stream[data-state="open"]').waitFor();
    await sender.getByLabel('Text').fill('Meanwhile');
    await sender.getByRole('button', { name: 'Send' }).click();
    await sender.getByText('Meanwhile').waitFor();
    await page.goto(example.page);
    await page.getByText('Meanwhile').waitFor();
    expect(await page.getByText('Before').count()).toBe(0);
  });
});
