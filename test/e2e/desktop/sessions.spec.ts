/** What assistants do, as the window shows it while it happens. */
import { startEmbeddedBrokerIfFree } from '../../../sidecar/mqtt/embedded-broker.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import { expect, test } from './support/machine.ts';

async function startBroker() {
  const broker = await startEmbeddedBrokerIfFree({ host: '127.0.0.1', port: 0 });
  if (broker === undefined) throw new Error('No broker could be started.');
  return broker;
}

test('a live session and its broker connection appear at once, in the window and in the tray, and go when it ends', async ({
  desktop: { app, page, goTo },
  machine,
}, info) => {
  const broker = await startBroker();
  await goTo('sessions');
  await expect(page.getByText('No assistant is connected')).toBeVisible();

  const client = await RawMcpClient.open(`http://127.0.0.1:${machine.port}`);
  const began = performance.now();
  const clientInfo = { name: 'MQTTX Copilot', version: '1.12.0' };
  await client.request('initialize', { protocolVersion: '2024-11-05', capabilities: {}, clientInfo });
  await expect(page.getByRole('row').filter({ hasText: 'MQTTX Copilot' })).toBeVisible();
  info.annotations.push({ type: 'session visible after', description: `${Math.round(performance.now() - began)} ms` });

  const connected = await client.callTool('mqttConnect', { host: '127.0.0.1', port: broker.port, clientId: 'line-3' });
  expect(connected.text).not.toBe('');
  await goTo('brokers');
  await expect(page.getByRole('row').filter({ hasText: 'line-3' })).toContainText('Connected');
  const sessionsOfTray = () =>
    app.evaluate(() =>
      globalThis.mqttxTest.trayItems.flatMap((item) =>
        item.kind === 'submenu' && item.id === 'sessions'
          ? item.items.flatMap((inner) => (inner.kind === 'separator' ? [] : [inner.label]))
          : [],
      ),
    );
  await expect.poll(sessionsOfTray).toEqual(['MQTTX Copilot']);

  client.destroy();
  await expect(page.getByRole('row').filter({ hasText: 'line-3' })).toHaveCount(0);
  await goTo('sessions');
  await expect(page.getByText('No assistant is connected')).toBeVisible();
  await expect.poll(sessionsOfTray).toEqual(['MQTTX Copilot (ended)']);
  await broker.close();
});

test('a message that is published in the window arrives in its own feed', async ({ desktop: { page, goTo, ask }, machine }) => {
  const broker = await startBroker();
  const profile = {
    name: 'plant',
    url: `mqtt://127.0.0.1:${broker.port}`,
    protocolVersion: 'auto',
    clientId: null,
    username: null,
    keepaliveSeconds: 60,
    cleanStart: true,
    tls: { ca: null, cert: null, rejectUnauthorized: true },
  };
  await ask('profiles.save', { previousName: null, profile, isDefault: true });
  await ask('sidecar.restart');
  await expect.poll(async () => (await fetch(`http://127.0.0.1:${machine.port}/health/live`).catch(() => undefined))?.status).toBe(200);
  await page.evaluate(() => {
    globalThis.mqttxHeard = [];
    window.mqttxBridge?.on('admin.messages', (event) => globalThis.mqttxHeard.push(JSON.stringify(event)));
  });
  await goTo('overview');
  await ask('admin.openMessages', { feed: 'spec', filter: 'factory/#', connection: 'plant' });
  const heard = () => page.evaluate(() => globalThis.mqttxHeard.join());
  await expect.poll(heard).toContain('"kind":"open"');
  const publish = { connection: 'plant', topic: 'factory/line3', payload: '21.5', encoding: 'utf8', qos: 1, retain: true };
  await ask('admin.publish', publish);
  await expect.poll(heard).toContain('factory/line3');
  expect(await heard()).toContain(Buffer.from('21.5').toString('base64'));
  await ask('admin.closeMessages', { feed: 'spec' });
  await broker.close();
});

declare global {
  var mqttxHeard: string[];
}
