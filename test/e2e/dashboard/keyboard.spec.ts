/** Everything without a mouse, at any zoom. */
import { demoSnapshot } from '../../support/demo/snapshot.ts';
import { runningSidecar } from '../../support/demo/demo-desktop.ts';
import { expect, test } from './fixtures.ts';

test('the bar leads to a page, whose title takes the focus', async ({ open }) => {
  const { page } = await open('#/overview');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Sessions', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Sessions' })).toBeFocused();
});

test('the skip button leads past the bar', async ({ open }) => {
  const { page } = await open('#/overview');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
});

test('rows open and close by keyboard, and the focus returns', async ({ open }) => {
  const { page } = await open('#/sessions');
  const first = page.getByRole('button', { name: 'Details of Unnamed client' });
  await first.focus();
  await page.keyboard.press('ArrowDown');
  const second = page.getByRole('button', { name: 'Details of claude-code' });
  await expect(second).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'claude-code' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(second).toBeFocused();
});

test('columns sort by keyboard, and say so', async ({ open }) => {
  const { page } = await open('#/sessions');
  await page.getByRole('button', { name: 'Client', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('columnheader', { name: 'Client' })).toHaveAttribute('aria-sort', 'ascending');
  await expect(page.getByRole('rowheader').first()).toContainText('claude-code');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('columnheader', { name: 'Client' })).toHaveAttribute('aria-sort', 'descending');
  await expect(page.getByRole('rowheader').first()).toContainText('Unnamed client');
});

test('messages are chosen with the arrow keys', async ({ open }) => {
  const { page } = await open('#/messages');
  await page.getByRole('listbox').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('option').nth(1)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('End');
  await expect(page.getByRole('option').last()).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('region', { name: 'Message' })).toBeVisible();
});

test('a thousand sessions stay a small document', async ({ open }) => {
  const snapshot = demoSnapshot(Date.now());
  const [session] = snapshot.sessions;
  if (session === undefined) throw new Error('The demonstration has no session.');
  const sessions = Array.from({ length: 1000 }, (_, index) => ({
    ...session,
    id: `s-${index}`,
    client: { name: `client-${index}`, version: '1' },
    since: index,
  }));
  const { page } = await open('#/sessions', { demo: { snapshot: { ...snapshot, sessions } } });
  await expect(page.getByRole('table')).toHaveAttribute('aria-rowcount', '1001');
  await expect(page.getByText('client-999')).toBeVisible();
  expect(await page.getByRole('row').count()).toBeLessThan(80);
  await page.locator('.data-table').evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
  await expect(page.getByText('client-0', { exact: false }).last()).toBeVisible();
});

const NAMES = ['overview', 'sessions', 'brokers', 'messages', 'activity', 'permissions', 'clients', 'logs', 'settings', 'welcome'] as const;

for (const language of ['en', 'zh'] as const) {
  test(`at 200 % no page scrolls sideways (${language})`, async ({ open }) => {
    // 200 % of a window of 800 × 600 leaves 400 × 300 CSS pixels to lay out.
    const { page } = await open('', { look: { width: 400, height: 300, language }, desktop: { sidecar: runningSidecar(Date.now()) } });
    for (const name of NAMES) {
      await page.evaluate((hash) => window.location.assign(hash), `#/${name}`);
      await expect(page.locator('.page__body > *').first()).toBeVisible();
      const overflow = await page.evaluate(() =>
        [document.documentElement, ...document.querySelectorAll('.shell__content')].map(
          (element) => element.scrollWidth - element.clientWidth,
        ),
      );
      expect(overflow, name).toEqual([0, 0]);
    }
  });
}
