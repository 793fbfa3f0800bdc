/** What assistants may do: the rules, and the questions that wait for a person, in the window and in a browser. */
import { demoApproval, demoPolicy } from '../../support/demo/policy.ts';
import { runningSidecar } from '../../support/demo/demo-desktop.ts';
import { expect, test } from './fixtures.ts';

const running = { sidecar: runningSidecar(Date.now() - 60_000) };

for (const desktop of [undefined, running]) {
  const where = desktop === undefined ? 'a browser' : 'the window';
  test(`a question shows what is about to be done, and is answered once, in ${where}`, async ({ open }) => {
    const { page, server } = await open('#/activity', desktop === undefined ? {} : { desktop });
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Activity');
    server.backend.change({ approvals: [demoApproval(Date.now()), { ...demoApproval(Date.now()), id: 'approval-2' }] });
    const dialog = page.getByRole('dialog', { name: 'MQTTX 1.12.0 asks for your permission' });
    await expect(dialog.getByText('factory/line-3/setpoint/temperature')).toBeVisible();
    await expect(dialog.getByText('{"celsius": 74.5, "rampMinutes": 12}')).toBeVisible();
    await expect(dialog.getByText('QoS 1, kept as the last value')).toBeVisible();
    await expect(dialog.getByRole('timer')).toHaveText(/Denied by itself in \d+ seconds/);
    await dialog.getByRole('button', { name: 'Allow once' }).click();
    await expect.poll(() => server.backend.answered).toEqual(['approval-1 approve']);
    await dialog.getByRole('button', { name: 'Deny' }).click();
    await expect(dialog).toBeHidden();
    expect(server.backend.answered).toEqual(['approval-1 approve', 'approval-2 refuse']);
  });
}

test('a second click on an answer does not answer the question that comes up in its place', async ({ open }) => {
  const { page, server } = await open('#/overview', { desktop: running });
  await expect(page.getByText('Latest tool calls')).toBeVisible();
  server.backend.change({
    approvals: [demoApproval(Date.now()), { ...demoApproval(Date.now()), id: 'approval-2', tool: 'mqttPublishMany' }],
  });
  const allow = page.getByRole('dialog').getByRole('button', { name: 'Allow once' });
  await expect(allow).toBeEnabled();
  const { x = 0, y = 0, width = 0, height = 0 } = (await allow.boundingBox()) ?? {};
  const middle = [x + width / 2, y + height / 2] as const;
  await page.mouse.click(...middle);
  await expect(page.getByRole('dialog').getByText('mqttPublishMany', { exact: true })).toBeVisible();
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Deny' })).toBeFocused();
  await page.mouse.click(...middle);
  await page.keyboard.press('Enter');
  await expect(allow).toBeEnabled();
  expect(server.backend.answered).toEqual(['approval-1 approve']);
  await allow.click();
  await expect.poll(() => server.backend.answered).toEqual(['approval-1 approve', 'approval-2 approve']);
});

test('a question that is laid aside can be taken up again', async ({ open }) => {
  const { page, server } = await open('#/overview', { desktop: running });
  await expect(page.getByText('Latest tool calls')).toBeVisible();
  server.backend.change({ approvals: [demoApproval(Date.now())] });
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: '1 request waits for you' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  expect(server.backend.answered).toEqual([]);
});

test('always allowing writes a rule for that very topic, before all others', async ({ open }) => {
  const { page, server } = await open('#/overview', { desktop: running });
  await expect(page.getByText('Latest tool calls')).toBeVisible();
  server.backend.change({ approvals: [demoApproval(Date.now())] });
  await page.getByRole('button', { name: 'Always allow for this topic' }).click();
  await expect.poll(() => server.backend.answered).toEqual(['approval-1 approve']);
  expect(server.backend.snapshot().policy.rules).toEqual([
    { tool: 'mqttPublish', action: 'publish', topic: 'factory/line-3/setpoint/temperature', decision: 'allow' },
    ...demoPolicy().rules,
  ]);
});

test('rules are added, checked, moved and removed', async ({ open }) => {
  const { page, server } = await open('#/permissions', { desktop: running });
  const topics = () => server.backend.snapshot().policy.rules.map(({ topic }) => topic);
  await page.getByRole('button', { name: 'Add rule' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a rule' });
  await dialog.getByRole('textbox', { name: 'Topic filter' }).fill('a/#/b');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('This is no topic filter')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Topic filter' }).fill('a/#');
  await dialog.getByText('Deny').click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  expect(server.backend.snapshot().policy.rules.at(-1)).toEqual({ action: 'publish', topic: 'a/#', decision: 'deny' });
  await page.getByRole('button', { name: 'Move rule 6 up' }).click();
  await expect.poll(topics).toEqual(['factory/line-3/setpoint/#', 'factory/+/emergency-stop', 'staff/#', 'lab/#', 'a/#', undefined]);
  await page.getByRole('button', { name: 'Delete rule 1' }).click();
  await expect.poll(topics).toEqual(['factory/+/emergency-stop', 'staff/#', 'lab/#', 'a/#', undefined]);
  await page.getByRole('switch', { name: 'Nothing is published' }).click({ force: true });
  await expect.poll(() => server.backend.snapshot().policy.readOnly).toBe(true);
});

test('in a browser the rules can be read and not changed', async ({ open }) => {
  const { page } = await open('#/permissions');
  await expect(page.getByText('staff/#')).toBeVisible();
  await expect(page.getByText('These permissions stand in the configuration of the sidecar')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Add rule' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: /rule 1/ })).toHaveCount(0);
});
