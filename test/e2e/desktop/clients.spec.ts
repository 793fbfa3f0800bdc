/** One click for MQTTX: what is written, that MQTTX itself would find it, and that undo takes it back byte for byte. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { z } from 'zod';
import { openMqttxStore } from '../../support/mqttx-store.ts';
import { freePort } from '../../support/ports.ts';
import { expect, test } from './support/machine.ts';
import { settingsOfMqttx, settingsOfZed } from './support/settings-of-clients.ts';

/** As MQTTX writes it: tabs, no newline at the end, somebody else's server in it. */
const BEFORE = `{\n\t"settings": {\n\t\t"currentTheme": "night",\n\t\t"maxReconnectTimes": 10\n\t},\n\t"mcp": {\n\t\t"enabled": false,\n\t\t"config": {\n\t\t\t"mcpServers": {\n\t\t\t\t"other": {\n\t\t\t\t\t"url": "http://localhost:9/sse"\n\t\t\t\t}\n\t\t\t}\n\t\t}\n\t}\n}`;

const TEST_RESULTS = z.object({
  success: z.literal(true),
  tools: z.array(z.object({ name: z.string(), input_schema: z.looseObject({}) })),
});

test.beforeEach(({ machine }) => {
  const file = settingsOfMqttx(machine.home);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, BEFORE);
});

test('one click writes the file of MQTTX so that Copilot has the tools, and undo restores it byte for byte', async ({
  desktop,
  machine,
}) => {
  const file = settingsOfMqttx(machine.home);
  await desktop.clickTray('configure');
  const card = desktop.page.getByRole('region', { name: 'MQTTX', exact: true });
  await expect(card).toContainText('Not configured');
  await card.getByRole('button', { name: 'Configure', exact: true }).click();
  await expect(card).toContainText('Copilot can use MQTT now.');

  const store = openMqttxStore(file);
  expect(store.get('mcp.enabled')).toBe(true);
  expect(store.get('mcp.config.mcpServers.mqttx-server')).toEqual({ url: `http://localhost:${machine.port}/mqttx/sse` });
  expect(store.get('mcp.servers.mqttx-server.enabled')).toBe(true);
  const { tools } = TEST_RESULTS.parse(store.get('mcp.servers.mqttx-server.testResults'));
  expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(['mqttConnect', 'mqttSubscribe', 'mqttPublish']));
  expect(store.get('mcp.config.mcpServers.other')).toEqual({ url: 'http://localhost:9/sse' });
  expect(store.get('settings.currentTheme')).toBe('night');

  await card.getByRole('button', { name: 'Undo' }).click();
  await expect(card).toContainText('Not configured');
  expect(readFileSync(file, 'utf8')).toBe(BEFORE);
});

test('a client is configured while the sidecar is stopped, if it has run before', async ({ desktop, machine }) => {
  await desktop.clickTray('stop');
  await expect.poll(desktop.trayState).toBe('Stopped');
  await desktop.ask('clients.apply', { client: 'mqttx', installation: 'default', replace: false });
  expect(readFileSync(settingsOfMqttx(machine.home), 'utf8')).toContain(`http://localhost:${machine.port}/mqttx/sse`);
});

test('another port is written into the clients that were configured', async ({ desktop, machine }) => {
  await desktop.ask('clients.apply', { client: 'mqttx', installation: 'default', replace: false });
  const port = await freePort();
  expect(await desktop.ask('sidecar.changePort', { port })).toMatchObject({ results: [{ client: 'mqttx', changed: true }], failures: [] });
  await expect.poll(desktop.trayState).toBe(`Running on port ${port}`);
  expect(openMqttxStore(settingsOfMqttx(machine.home)).get('mcp.config.mcpServers.mqttx-server')).toEqual({
    url: `http://localhost:${port}/mqttx/sse`,
  });
});

test('a change from outside is seen while the page is open', async ({ desktop, machine }) => {
  await desktop.goTo('clients');
  const card = desktop.page.getByRole('region', { name: 'MQTTX', exact: true });
  await expect(card).toContainText('Not configured');
  writeFileSync(settingsOfMqttx(machine.home), '{ "half": ');
  await expect(card).toContainText('Cannot be edited');
});

test('an editor is configured by one click at the address that it speaks to, and keeps its comments', async ({ desktop, machine }) => {
  const file = settingsOfZed(machine.home);
  const before = '// Zed settings\n{\n  "ui_font_size": 16, // for the large screen\n}\n';
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, before);
  await desktop.goTo('clients');
  const card = desktop.page.getByRole('region', { name: 'Zed', exact: true });
  await card.getByRole('button', { name: 'Configure', exact: true }).click();
  await expect(card).toContainText('Zed can use MQTT now.');

  const written = readFileSync(file, 'utf8');
  expect(written).toContain('"ui_font_size": 16, // for the large screen');
  const url = new URL(/"url": "([^"]+)"/.exec(written)?.[1] ?? '');
  const client = new Client({ name: 'Zed', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(url));
  expect((await client.listTools()).tools.map(({ name }) => name)).toContain('mqttPublish');
  await desktop.goTo('sessions');
  await expect(desktop.page.getByRole('row').filter({ hasText: 'Zed' })).toBeVisible();
  await client.close();

  await desktop.goTo('clients');
  await card.getByRole('button', { name: 'Undo' }).click();
  await expect(card).toContainText('Not configured');
  expect(readFileSync(file, 'utf8')).toBe(before);
});
