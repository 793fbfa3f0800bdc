/**
 * A question answered in a browser, on the dashboard that a running sidecar serves: the real one, with its own admin API and event
 * stream. The assistant speaks HTTP+SSE, in which no client can ask by itself.
 */
import { type Page, test as base } from '@playwright/test';
import { connectAsync } from 'mqtt';
import { startEmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import { RawMcpClient, type ToolResult } from '../../support/raw-mcp-client.ts';
import { startTestSidecar } from '../../support/sidecar.ts';
import { expect } from './fixtures.ts';

interface Plant {
  /** Publishes as an assistant does; resolves once the call has ended. */
  publish(topic: string, payload: string): Promise<ToolResult>;
  /** What arrived at the broker so far, as `topic payload`. */
  readonly arrived: readonly string[];
  /** A browser of its own, on the dashboard. */
  open(fragment: string): Promise<Page>;
}

const test = base.extend<{ plant: Plant }>({
  plant: async ({ browser }, use) => {
    const broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0 });
    const sidecar = await startTestSidecar({
      profiles: { local: { url: `mqtt://127.0.0.1:${broker.port}` } },
      policy: { rules: [{ action: 'publish', topic: 'line/#', decision: 'ask' }], askTimeoutSeconds: 10 },
    });
    const arrived: string[] = [];
    const subscriber = await connectAsync(`mqtt://127.0.0.1:${broker.port}`);
    subscriber.on('message', (topic, payload) => void arrived.push(`${topic} ${String(payload)}`));
    await subscriber.subscribeAsync('#', { qos: 1 });
    const client = await RawMcpClient.open(sidecar.origin);
    await client.request('initialize', {
      protocolVersion: '2024-11-05',
      capabilities: {},
      clientInfo: { name: 'MQTTX Copilot', version: '1.12.0' },
    });
    const complaints: string[] = [];
    const pages: Page[] = [];
    await use({
      arrived,
      publish: (topic, payload) => client.callTool('mqttPublish', { connection: 'local', topic, payload, qos: 1 }),
      async open(fragment) {
        const context = await browser.newContext({ locale: 'en-GB' });
        const page = await context.newPage();
        pages.push(page);
        page.on('pageerror', (error) => complaints.push(String(error)));
        page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
        await page.addInitScript(
          (preferences) => localStorage.setItem('mqttx-preferences', preferences),
          JSON.stringify({ theme: 'light', language: 'en', firstRunDone: true }),
        );
        await page.goto(`${sidecar.origin}/#token=${sidecar.adminToken}`);
        await page.getByText('Latest tool calls').waitFor();
        await page.evaluate((hash) => window.location.assign(hash), fragment);
        return page;
      },
    });
    for (const page of pages) await page.context().close();
    client.destroy();
    await subscriber.endAsync(true);
    await sidecar.stop();
    await broker.close();
    if (complaints.length > 0) throw new Error(`The page complained:\n${complaints.join('\n')}`);
  },
});

const questionIn = (page: Page) => page.getByRole('dialog', { name: 'MQTTX Copilot 1.12.0 asks for your permission' });

test('what a person answers in a browser is what the running sidecar does', async ({ plant }) => {
  const page = await plant.open('#/activity');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Activity');
  const question = questionIn(page);

  const allowed = plant.publish('line/3/setpoint', '{"celsius": 74.5}');
  await expect(question.getByText('line/3/setpoint', { exact: true })).toBeVisible();
  await expect(question.getByText('{"celsius": 74.5}', { exact: true })).toBeVisible();
  // Rules stand in the configuration here, so that a browser cannot write one.
  await expect(question.getByRole('button', { name: 'Always allow for this topic' })).toHaveCount(0);
  expect(plant.arrived).toEqual([]);
  await question.getByRole('button', { name: 'Allow once' }).click();
  expect(await allowed).toMatchObject({ isError: false });
  await expect(question).toBeHidden();

  const denied = plant.publish('line/3/setpoint', '99');
  await question.getByRole('button', { name: 'Deny' }).click();
  expect(await denied).toMatchObject({ isError: true, text: expect.stringContaining('refused by the person who was asked') });
  await expect(question).toBeHidden();

  const row = (text: string) => page.getByRole('row').filter({ hasText: 'mqttPublish' }).filter({ hasText: text });
  await expect(row('Approved by the dashboard')).toHaveCount(1);
  await expect(row('Refused by the dashboard')).toHaveCount(1);
  await plant.publish('other', 'the end');
  await expect.poll(() => plant.arrived).toEqual(['line/3/setpoint {"celsius": 74.5}', 'other the end']);
});

test('a question is shown in every browser, and goes away everywhere once it is answered in one', async ({ plant }) => {
  const [one, other] = [await plant.open('#/overview'), await plant.open('#/sessions')];
  const call = plant.publish('line/3/setpoint', '1');
  await expect(questionIn(other)).toBeVisible();
  await questionIn(one).getByRole('button', { name: 'Allow once' }).click();
  expect(await call).toMatchObject({ isError: false });
  await expect(questionIn(one)).toBeHidden();
  await expect(questionIn(other)).toBeHidden();
  await expect.poll(() => plant.arrived).toEqual(['line/3/setpoint 1']);
});

test('a question that nobody answers goes away by itself, and without an open dashboard nobody is asked', async ({ plant }) => {
  const page = await plant.open('#/overview');
  const call = plant.publish('line/3/setpoint', '1');
  await expect(questionIn(page)).toBeVisible();
  expect(await call).toMatchObject({ isError: true, text: expect.stringContaining('nobody answered within 10 s') });
  await expect(questionIn(page)).toBeHidden();
  await page.close();
  // The sidecar hears a moment later that the page has gone; until then somebody could be asked.
  const answer = async () => (await plant.publish('line/3/setpoint', '2')).text;
  await expect.poll(answer, { timeout: 40_000 }).toContain('there is nobody to ask');
  expect(plant.arrived).toEqual([]);
});
