/** The live feed: fast without freezing, still while it is read, true to the payload. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

const newest = (page: Page) => page.getByRole('option').first();

test('5,000 messages a second leave the page quick and small', async ({ open }) => {
  const { page } = await open('#/messages', { demo: { messagesPerSecond: 5000 } });
  await expect(newest(page)).toBeVisible();
  const received = async () => Number((await page.getByText(/ received$/).textContent())?.replace(/\D/g, ''));
  await expect.poll(received, { timeout: 20_000 }).toBeGreaterThan(25_000);

  // In the middle of it, the page answers.
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Publish a message' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();

  expect(await page.locator('*').count()).toBeLessThan(1500);
  // Everything that is not in the list is counted.
  await expect(page.getByText(/older not kept$/)).toBeVisible();
});

test('what is being read does not move, and a pill says what waits', async ({ open }) => {
  const { page } = await open('#/messages', { demo: { messagesPerSecond: 20 } });
  await expect(newest(page)).toBeVisible();
  const list = page.getByRole('listbox');
  await list.evaluate((element) => element.scrollTo({ top: 320 }));
  const pill = page.getByRole('button', { name: /^\d+ new$/ });
  await expect(pill).toBeVisible();

  const before = await list.evaluate((element) => element.textContent);
  const waiting = Number((await pill.textContent())?.replace(/\D/g, ''));
  await expect.poll(async () => Number((await pill.textContent())?.replace(/\D/g, ''))).toBeGreaterThan(waiting);
  expect(await list.evaluate((element) => element.textContent)).toBe(before);

  await pill.click();
  await expect(pill).toBeHidden();
  expect(await list.evaluate((element) => element.scrollTop)).toBe(0);
});

test('a paused feed stands still and counts on', async ({ open }) => {
  const { page } = await open('#/messages', { demo: { messagesPerSecond: 50 } });
  await expect(newest(page)).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText(/^\d+ waiting$/)).toBeVisible();
  const before = await newest(page).textContent();
  await expect(page.getByText(/^\d{2,} waiting$/)).toBeVisible();
  expect(await newest(page).textContent()).toBe(before);
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByText(/waiting$/)).toBeHidden();
});

test('a payload shows as JSON, text or bytes, whichever it is', async ({ open }) => {
  const { page } = await open('#/messages');
  const details = page.getByRole('region', { name: 'Message' });

  await page.getByRole('option').filter({ hasText: 'critical' }).first().click();
  await expect(details.getByText('"三号生产线"')).toBeVisible();
  await details.getByText('Text', { exact: true }).click();
  await expect(details.getByText('{"设备":"三号生产线"')).toBeVisible();

  await page.getByRole('option').filter({ hasText: '/thumbnail' }).first().click();
  await expect(details.getByText('89 50 4e 47 0d 0a 1a 0a')).toBeVisible();
  await expect(details.getByText('·PNG····')).toBeVisible();

  await page.getByRole('option').filter({ hasText: '/state' }).first().click();
  await expect(details.getByText('Empty payload')).toBeVisible();
});

test('a filter narrows the feed, and a wrong one is explained', async ({ open }) => {
  const { page } = await open('#/messages');
  const field = page.getByRole('textbox', { name: 'Topic filter' });
  await field.fill('alarms/#');
  await expect(page.getByText('4 received')).toBeVisible();
  await expect(page.getByRole('option')).toHaveCount(4);
  await field.fill('alarms/#/x');
  await expect(page.getByText(/# for all that follow/)).toBeVisible();
});

test('a message is published as it was written', async ({ open }) => {
  const { page, server } = await open('#/messages');
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  const form = page.getByRole('dialog', { name: 'Publish a message' });
  await form.getByRole('button', { name: 'Publish' }).click();
  await expect(form.getByText('A topic is not empty')).toBeVisible();

  await form.getByLabel('Topic').fill('demo/你好');
  await form.getByRole('textbox', { name: 'Payload' }).fill('{"a":1}');
  await form.getByText('1', { exact: true }).click();
  await form.getByLabel('Retain').check();
  await form.getByRole('button', { name: 'Publish' }).click();
  await expect(form.getByText(/^Published at/)).toBeVisible();
  expect(server.backend.published).toEqual([
    { connection: 'local', topic: 'demo/你好', payload: '{"a":1}', encoding: 'utf8', qos: 1, retain: true },
  ]);
});
