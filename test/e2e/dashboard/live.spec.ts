/** What changes in the sidecar changes on the page; what breaks between them is told, and heals by itself. */
import { demoSessions } from '../../support/demo/sessions.ts';
import { DEMO_TOKEN } from '../../support/demo/demo-server.ts';
import { expect, test } from './fixtures.ts';

test('a session appears when it opens and goes when it ends', async ({ open }) => {
  const { page, server } = await open('#/sessions');
  const [session] = demoSessions(Date.now());
  if (session === undefined) throw new Error('The demonstration has no session.');
  const opened = { ...session, id: 'mcp-new', client: { name: 'windsurf', version: '3.1' } };
  await expect(page.getByRole('row')).toHaveCount(5);

  server.backend.change({ sessions: { upsert: [opened], remove: [] } });
  await expect(page.getByRole('button', { name: 'Details of windsurf' })).toBeVisible();
  await expect(page.getByRole('tab', { name: 'MCP sessions (5)' })).toBeVisible();

  server.backend.change({ sessions: { upsert: [], remove: ['mcp-new'] } });
  await expect(page.getByRole('button', { name: 'Details of windsurf' })).toBeHidden();
});

test('a session can be disconnected from its details', async ({ open }) => {
  const { page, server } = await open('#/sessions/mcp-91b2d4aa-code');
  await page.getByRole('button', { name: 'Disconnect' }).click();
  await expect(page.getByText('Disconnect claude-code?')).toBeVisible();
  await page.getByRole('dialog', { name: 'Disconnect claude-code?' }).getByRole('button', { name: 'Disconnect' }).click();
  await expect(page.getByRole('row')).toHaveCount(4);
  expect(server.backend.snapshot().sessions.map((session) => session.id)).not.toContain('mcp-91b2d4aa-code');
});

test('the figures of the overview follow, at most twice a second', async ({ open }) => {
  const { page, server } = await open('#/overview');
  await expect(page.getByText('1.3M in all')).toBeVisible();
  await page.evaluate(() => {
    const figure = document.querySelectorAll('.stat-card__value')[2];
    if (figure === undefined) throw new Error('No figure.');
    Reflect.set(window, 'paints', 0);
    const observer = new MutationObserver(() => Reflect.set(window, 'paints', Number(Reflect.get(window, 'paints')) + 1));
    observer.observe(figure, { characterData: true, childList: true, subtree: true });
  });

  const { totals } = server.backend.snapshot();
  const startedAt = performance.now();
  let step = 0;
  const pace = setInterval(() => {
    step += 1;
    server.backend.change({ totals: { ...totals, rateIn: 1000 + step } });
    if (step === 100) clearInterval(pace);
  }, 10);
  await expect(page.locator('.stat-card__value').nth(2)).toHaveText('1,100');
  const seconds = (performance.now() - startedAt) / 1000;
  const paints = await page.evaluate(() => Number(Reflect.get(window, 'paints')));
  expect(paints).toBeGreaterThan(0);
  expect(paints).toBeLessThanOrEqual(Math.ceil(seconds * 2) + 1);
});

test('a cut connection is told, and the page comes back by itself', async ({ open }) => {
  const { page, server } = await open('#/overview', { allowedErrors: /net::ERR/ });
  await expect(page.getByRole('button', { name: /Running/ })).toBeVisible();
  server.cutStreams();
  await expect(page.getByText('The connection to the sidecar is lost.')).toBeVisible();
  // What was known stays to be read.
  await expect(page.getByText('Latest tool calls')).toBeVisible();
  await expect(page.getByText('The connection to the sidecar is lost.')).toBeHidden();
  await expect(page.getByRole('button', { name: /Running/ })).toBeVisible();
});

test('without a token the page asks for one, and opens with it', async ({ open }) => {
  const { page, server } = await open('#/overview', { allowedErrors: /401/ });
  const other = await page.context().newPage();
  await other.goto(server.origin);
  await expect(other.getByText('This page needs the admin token')).toBeVisible();
  await other.getByLabel('Admin token').fill('wrong');
  await other.getByRole('button', { name: 'Open' }).click();
  await expect(other.getByText('This page needs the admin token')).toBeVisible();
  await other.getByLabel('Admin token').fill(DEMO_TOKEN);
  await other.getByRole('button', { name: 'Open' }).click();
  await expect(other.getByText('Latest tool calls')).toBeVisible();
});

test('the token leaves the address bar', async ({ open }) => {
  const { page } = await open('');
  await expect(page.getByText('Latest tool calls')).toBeVisible();
  expect(page.url()).not.toContain(DEMO_TOKEN);
});

for (const [language, words] of [
  ['en', { decision: 'Permission', approved: 'Approved', timedOut: 'Nobody answered', withdrawn: 'Withdrawn' }],
  ['zh', { decision: '许可', approved: '已批准', timedOut: '无人回答', withdrawn: '已撤回' }],
] as const) {
  test(`the activity record is narrowed down by what was decided, in ${language}`, async ({ open }, info) => {
    const { page } = await open('#/activity', { look: { language } });
    const decision = page.getByRole('search').getByRole('combobox', { name: words.decision });
    const rows = page.getByRole('row').filter({ hasText: 'mqtt' });
    await decision.click();
    await page.getByRole('option', { name: words.approved }).click();
    await expect(rows).toHaveCount(1);
    await expect(rows.getByText(words.approved)).toBeVisible();
    await page.screenshot({ path: info.outputPath(`approved-${language}.png`) });
    await decision.click();
    await page.getByRole('option', { name: words.timedOut }).click();
    await expect(rows).toHaveCount(1);
    await expect(rows.getByText(words.timedOut)).toBeVisible();
    await decision.click();
    await page.getByRole('option', { name: words.withdrawn }).click();
    await expect(rows).toHaveCount(0);
  });
}

test('the activity record is exported whole, page after page', async ({ open }) => {
  const { page, server } = await open('#/activity');
  await page.getByRole('button', { name: 'Export' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'As CSV' }).click();
  const file = await (await download).path();
  const { readFile } = await import('node:fs/promises');
  const rows = (await readFile(file, 'utf8')).trimEnd().split('\r\n');
  expect(rows).toHaveLength(server.backend.snapshot().activity.length + 1);
  expect(rows[0]).toBe('time,client,principal,session,tool,outcome,verdict,rule,answeredBy,durationMs,arguments,result');
});
