/**
 * What a rule `ask` means to a person at the desktop: a notification and the tray say that a call waits, the dialog shows exactly
 * what is about to be done, and the broker gets it or does not. The assistant speaks HTTP+SSE, in which no client can ask by itself.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { connectAsync } from 'mqtt';
import { activityPageSchema, adminSnapshotSchema, type ActivityEntry, type PolicyView } from '../../../sidecar/admin/schema.ts';
import { policySection } from '../../../sidecar/config/schema.ts';
import { startEmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import { RawMcpClient, type ToolResult } from '../../support/raw-mcp-client.ts';
import type { Desktop } from './support/desktop.ts';
import { expect, test as base } from './support/machine.ts';
import { clickNotification, recordNotifications } from './support/recorders.ts';

interface Plant {
  /** Publishes as an assistant does; resolves once the call has ended. */
  publish(topic: string, payload: string): Promise<ToolResult>;
  /** What arrived at the broker so far, as `topic payload`. */
  readonly arrived: readonly string[];
}

interface Fixtures {
  /** An assistant that is connected to a broker, and a subscriber to everything there. */
  plant: Plant;
}

const test = base.extend<Fixtures>({
  settings: { closeHintShown: true },

  plant: async ({ desktop: _running, machine }, use) => {
    const broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0 });
    const arrived: string[] = [];
    const subscriber = await connectAsync(`mqtt://127.0.0.1:${broker.port}`);
    subscriber.on('message', (topic, payload) => void arrived.push(`${topic} ${String(payload)}`));
    await subscriber.subscribeAsync('#', { qos: 1 });
    const client = await RawMcpClient.open(`http://127.0.0.1:${machine.port}`);
    const clientInfo = { name: 'MQTTX Copilot', version: '1.12.0' };
    await client.request('initialize', { protocolVersion: '2024-11-05', capabilities: {}, clientInfo });
    expect(await client.callTool('mqttConnect', { host: '127.0.0.1', port: broker.port })).toMatchObject({ isError: false });
    await use({ arrived, publish: (topic, payload) => client.callTool('mqttPublish', { topic, payload, qos: 1 }) });
    client.destroy();
    await subscriber.endAsync(true);
    await broker.close();
  },
});

/** As the sidecar has it. */
async function policyInForce({ ask }: Pick<Desktop, 'ask'>): Promise<PolicyView> {
  return adminSnapshotSchema.parse(await ask('admin.snapshot')).policy;
}

/** By the page, as a person does. */
async function askBeforePublishing({ page, goTo, ask }: Desktop, topic: string): Promise<void> {
  await goTo('permissions');
  await page.getByRole('region', { name: 'Rules for the tools' }).getByRole('button', { name: 'Add rule' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a rule' });
  await dialog.getByText('Ask me').click();
  await dialog.getByRole('textbox', { name: 'Topic filter' }).fill(topic);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(() => policyInForce({ ask })).toMatchObject({ rules: [{ topic, decision: 'ask' }] });
}

async function giveSecondsToAnswer({ page, goTo, ask }: Desktop, seconds: number): Promise<void> {
  await goTo('permissions');
  const field = page.getByRole('textbox', { name: 'Seconds to answer' });
  await field.fill(String(seconds));
  await field.blur();
  await expect.poll(() => policyInForce({ ask })).toMatchObject({ askTimeoutSeconds: seconds });
}

async function closeWindow({ app, windows }: Desktop): Promise<void> {
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(windows).toEqual([]);
}

/** Opens the window by a click on the notification that was shown last. */
async function answerNotification({ app }: Desktop): Promise<Page> {
  const opened = app.waitForEvent('window');
  await clickNotification(app);
  return opened;
}

const questionIn = (page: Page) => page.getByRole('dialog', { name: 'MQTTX Copilot 1.12.0 asks for your permission' });

/** The calls of `mqttPublish` that the record has, the newest first. */
async function recorded({ ask }: Pick<Desktop, 'ask'>): Promise<ActivityEntry[]> {
  return activityPageSchema.parse(await ask('admin.listActivity', { tool: 'mqttPublish' })).entries;
}

test('a question reaches a person whose window is closed, and what they answer is what happens', async ({ desktop, plant }, info) => {
  await askBeforePublishing(desktop, 'line/#');
  const notices = await recordNotifications(desktop.app);
  await closeWindow(desktop);

  const allowed = plant.publish('line/3/setpoint', '{"celsius": 74.5}');
  await expect.poll(notices).toEqual([
    {
      title: 'MQTTX Copilot 1.12.0 waits for your approval',
      body: 'It wants to publish to line/3/setpoint. Open the window to allow or deny it.',
    },
  ]);
  expect(await desktop.trayItems()).toContain('approvals');
  const page = await answerNotification(desktop);
  const question = questionIn(page);
  await expect(question.getByText('line/3/setpoint', { exact: true })).toBeVisible();
  await expect(question.getByText('{"celsius": 74.5}', { exact: true })).toBeVisible();
  await expect(question.getByText('QoS 1', { exact: true })).toBeVisible();
  await page.screenshot({ path: info.outputPath('question.png') });
  expect(plant.arrived).toEqual([]);
  await question.getByRole('button', { name: 'Allow once' }).click();
  expect(await allowed).toMatchObject({ isError: false });
  await expect.poll(() => plant.arrived).toEqual(['line/3/setpoint {"celsius": 74.5}']);
  await expect(question).toBeHidden();
  expect(await desktop.trayItems()).not.toContain('approvals');

  const denied = plant.publish('line/3/setpoint', 'too hot');
  await expect(question.getByText('too hot', { exact: true })).toBeVisible();
  await question.getByRole('button', { name: 'Deny' }).click();
  expect(await denied).toMatchObject({ isError: true, text: expect.stringContaining('was refused by the person who was asked') });
  await expect(question).toBeHidden();

  await page.evaluate(() => void (location.hash = '#/activity'));
  const row = (text: string) => page.getByRole('row').filter({ hasText: 'mqttPublish' }).filter({ hasText: text });
  await expect(row('Approved by you, in the app')).toHaveCount(1);
  await expect(row('Refused by you, in the app')).toHaveCount(1);
  // Whatever else was sent has arrived before what is sent now.
  await plant.publish('other', 'the end');
  await expect.poll(() => plant.arrived).toEqual(['line/3/setpoint {"celsius": 74.5}', 'other the end']);
});

test('a question that nobody answers is denied, and goes away by itself, from the tray as well', async ({ desktop, plant }) => {
  await askBeforePublishing(desktop, 'line/#');
  // Long enough for what is looked at before, also on a machine that is busy otherwise.
  await giveSecondsToAnswer(desktop, 10);
  const call = plant.publish('line/3/setpoint', '99');
  const question = questionIn(desktop.page);
  await expect(question).toBeVisible();
  await expect.poll(desktop.trayItems).toContain('approvals');
  expect(await call).toMatchObject({ isError: true, text: expect.stringContaining('nobody answered within 10 s') });
  await expect(question).toBeHidden();
  await expect.poll(desktop.trayItems).not.toContain('approvals');
  expect(await recorded(desktop)).toMatchObject([{ outcome: 'denied', decision: { verdict: 'timed-out', rule: 'rule 1', by: null } }]);
  await desktop.goTo('activity');
  await expect(desktop.page.getByRole('row').filter({ hasText: 'Nobody answered' })).toHaveCount(1);
  await plant.publish('other', 'the end');
  await expect.poll(() => plant.arrived).toEqual(['other the end']);
});

test('the tray opens the window on the question, for a person without notifications', async ({ desktop, plant }) => {
  await askBeforePublishing(desktop, 'line/#');
  await closeWindow(desktop);
  const call = plant.publish('line/3/setpoint', '50');
  await expect.poll(desktop.trayItems).toContain('approvals');
  const opened = desktop.app.waitForEvent('window');
  await desktop.clickTray('approvals');
  const question = questionIn(await opened);
  await question.getByRole('button', { name: 'Allow once' }).click();
  expect(await call).toMatchObject({ isError: false });
  await expect.poll(() => plant.arrived).toEqual(['line/3/setpoint 50']);
});

test('what is always allowed is written down, and is not asked for again', async ({ desktop, machine, plant }) => {
  await askBeforePublishing(desktop, 'line/#');
  const notices = await recordNotifications(desktop.app);
  const call = plant.publish('line/3/setpoint', '1');
  await questionIn(desktop.page).getByRole('button', { name: 'Always allow for this topic' }).click();
  expect(await call).toMatchObject({ isError: false });
  const told = (await notices()).length;

  expect(await plant.publish('line/3/setpoint', '2')).toMatchObject({ isError: false });
  expect(await notices()).toHaveLength(told);
  await expect.poll(() => plant.arrived).toEqual(['line/3/setpoint 1', 'line/3/setpoint 2']);
  const { rules } = policySection.parse(JSON.parse(readFileSync(join(machine.userData, 'policy.json'), 'utf8')));
  expect(rules).toEqual([
    { tool: 'mqttPublish', action: 'publish', topic: 'line/3/setpoint', decision: 'allow' },
    { action: 'publish', topic: 'line/#', decision: 'ask' },
  ]);
  expect((await recorded(desktop)).map(({ decision }) => decision)).toEqual([
    { verdict: 'allowed', rule: 'rule 1', by: null },
    { verdict: 'approved', rule: 'rule 1', by: 'desktop' },
  ]);

  // Every other topic still is.
  const other = plant.publish('line/4/setpoint', '3');
  await questionIn(desktop.page).getByRole('button', { name: 'Deny' }).click();
  expect(await other).toMatchObject({ isError: true });
});
