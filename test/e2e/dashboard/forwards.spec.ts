/** What is passed on between brokers: from where to where, how it stands, and which instance does it. */
import { AxeBuilder } from '@axe-core/playwright';
import { emptySnapshot } from '../../support/demo/snapshot.ts';
import { expect, test } from './fixtures.ts';

test('the brokers page shows each forward with its state, its counts and the last error', async ({ open }) => {
  const { page } = await open('#/brokers');
  await page.getByRole('tab', { name: 'Forwards (3)' }).click();
  const table = page.getByRole('table', { name: 'Forwards' });
  const row = (name: string) => table.getByRole('row', { name });
  await expect(row('factory → cloud-eu').getByRole('cell')).toHaveText([
    'factory/+/temperature → site7/factory/+/temperature',
    'Passing on',
    '0',
    '48,213',
    '2',
    /does not have the format it claims to have \(0x99\)\.$/,
  ]);
  await expect(row('factory → cold-storage')).toContainText('Waiting');
  await expect(row('factory → cold-storage')).toContainText('"cold-storage" is away');
  await expect(row('cloud-eu → factory')).toContainText('At node-2');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
});

test('where nothing is forwarded there is no such tab', async ({ open }) => {
  const { page } = await open('#/brokers', { demo: { snapshot: emptySnapshot(Date.now()), firstMessages: 0 } });
  await expect(page.getByRole('tab', { name: 'Connections (0)' })).toBeVisible();
  await expect(page.getByRole('tab', { name: /Forwards/ })).toHaveCount(0);
});
