/** What stands behind a row, what can be copied from it, and the log with its filters. */
import { runningSidecar } from '../../support/demo/demo-desktop.ts';
import { expect, test } from './fixtures.ts';

const running = { sidecar: runningSidecar(Date.now() - 60_000) };

test('a session shows its connections, its subscriptions and its latest tool calls', async ({ open }) => {
  const { page } = await open('#/sessions');
  await page.getByRole('button', { name: 'Details of MQTTX' }).click();
  const drawer = page.getByRole('dialog', { name: 'MQTTX' });
  for (const fact of ['2024-11-05', '127.0.0.1:52814', '118 in, 51,240 out']) await expect(drawer.getByText(fact)).toBeVisible();
  await expect(drawer.getByText('mqtts://mqtt.factory.example:8883')).toBeVisible();
  await expect(drawer.getByText('48,211 messages')).toBeVisible();
  await expect(drawer.getByText('factory/line-12/emergency-stop')).toBeVisible();
});

test('a broker connection shows its state, the next attempt, and how it is connected', async ({ open }) => {
  const { page } = await open('#/brokers');
  const row = page.getByRole('row').filter({ hasText: 'cold-storage' });
  await expect(row).toContainText('Reconnecting');
  await expect(row).toContainText(/#4 · in \d+s/);
  await page.getByRole('button', { name: /^Details of cold-storage/ }).click();
  const drawer = page.getByRole('dialog', { name: 'cold-storage' });
  for (const fact of ['Client ID', 'MQTT', 'TLS', 'storage/+/temperature']) {
    await expect(drawer.getByText(fact, { exact: true }).first()).toBeVisible();
  }
  await expect(drawer.getByText('It is tried again with growing waits; subscriptions are restored.')).toBeVisible();
});

test('topic and payload of a message are copied whole', async ({ open }) => {
  const { page } = await open('#/messages');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole('option').filter({ hasText: 'critical' }).first().click();
  const details = page.getByRole('region', { name: 'Message' });
  await details.getByRole('button', { name: 'Copy topic' }).click();
  await expect.poll(copied).toBe('alarms/line-12/critical');
  await details.getByRole('button', { name: 'Copy payload' }).click();
  await expect.poll(copied).toContain('"三号生产线"');
});

test('the log is narrowed down by level, source and word', async ({ open }) => {
  const { page } = await open('#/logs', { desktop: running });
  const filters = page.getByRole('search');
  const rows = page.getByRole('rowgroup').last().getByRole('row');
  await expect(rows.filter({ hasText: 'Listening on' }).first()).toBeVisible();

  await filters.getByRole('combobox', { name: 'Level' }).click();
  await page.getByRole('option', { name: 'Warnings and above' }).click();
  await expect(rows.filter({ hasText: 'Listening on' })).toHaveCount(0);
  await expect(rows.filter({ hasText: 'Warning' }).first()).toBeVisible();
  await expect(rows.filter({ hasText: 'Error' }).first()).toBeVisible();

  await filters.getByRole('combobox', { name: 'From' }).click();
  await page.getByRole('option', { name: 'App', exact: true }).click();
  await expect(page.getByText('No entry matches')).toBeVisible();

  await filters.getByRole('combobox', { name: 'Level' }).click();
  await page.getByRole('option', { name: 'Info and above' }).click();
  await filters.getByRole('textbox', { name: 'Search' }).fill('BACKUP');
  await expect(rows.filter({ hasText: 'The sidecar is ready' })).toHaveCount(0);
  await expect(rows.filter({ hasText: 'a backup of its settings was made' }).first()).toBeVisible();
});
