/** SIGTERM under load: streams are told to come back, brokers see DISCONNECT, the process ends with 0. */
import { expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';
import { startMosquitto } from '../support/mosquitto.ts';
import { until } from '../support/polling.ts';
import { RawMcpClient } from '../support/raw-mcp-client.ts';

const CLIENTS = 20;

it('ends with 0 under load, says goodbye to the brokers, and a second signal does no harm', async () => {
  await using broker = await startMosquitto();
  await using sidecar = runCli(['--port', '0', '--no-embedded-broker']);
  const origin = await sidecar.origin();
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => RawMcpClient.open(origin)));
  await Promise.all(
    clients.map(async (client, index) => {
      await client.callTool('mqttConnect', {
        url: broker.url,
        clientId: `load-${index}`,
        // A broker publishes the will unless it has seen DISCONNECT.
        will: { topic: `gone/${index}`, payload: 'lost' },
      });
      await client.callTool('mqttSubscribe', { topic: 'load/#', qos: 1 });
    }),
  );
  let publishing = true;
  const load = clients.map(async (client, index) => {
    while (publishing)
      await client
        .callTool('mqttPublish', { topic: `load/${index}`, payload: 'x'.repeat(1_000), qos: 1 })
        .catch(() => (publishing = false));
  });
  await until('there is load', () => clients.every((client) => client.messages.length > 50), 60_000);

  const started = performance.now();
  sidecar.child.kill('SIGTERM');
  sidecar.child.kill('SIGTERM');
  expect(await sidecar.exit()).toEqual({ code: 0, signal: null });
  expect(performance.now() - started).toBeLessThan(10_000);
  publishing = false;
  for (const client of clients) client.destroy();
  await Promise.allSettled(load);

  await until(
    'the broker has seen every client leave',
    () => (broker.log().match(/Received DISCONNECT from load-/g) ?? []).length === CLIENTS,
  );
  expect(broker.log()).not.toMatch(/Sending PUBLISH.*gone\//);
});

it('tells a waiting call that the server ends, and does not wait for it', async () => {
  await using broker = await startMosquitto();
  await using sidecar = runCli(['--port', '0', '--no-embedded-broker']);
  const client = await RawMcpClient.open(await sidecar.origin());
  await client.callTool('mqttConnect', { url: broker.url });
  const waiting = client.callTool('mqttReadMessages', { waitSeconds: 60 }).catch(() => 'ended');
  sidecar.child.kill('SIGTERM');
  await client.waitForEnd();
  expect(await sidecar.exit()).toEqual({ code: 0, signal: null });
  client.destroy();
  void waiting;
});
