/** The broker goes away and comes back: sessions get their messages again without doing anything. */
import { expect, it } from 'vitest';
import { startMosquitto } from '../support/mosquitto.ts';
import { until } from '../support/polling.ts';
import { RawMcpClient } from '../support/raw-mcp-client.ts';
import { startTestSidecar } from '../support/sidecar.ts';

interface Reconnecting {
  readonly attempt: number;
  readonly nextTryAt: string;
}

it('restores both sessions after an outage, with growing waits in between', async () => {
  await using broker = await startMosquitto();
  const reconnect = { minMs: 40, maxMs: 5_000, factor: 2, jitter: 0 };
  await using sidecar = await startTestSidecar({ profiles: { plant: { url: broker.url, reconnect } } });
  const clients = await Promise.all([1, 2].map(() => RawMcpClient.open(sidecar.origin)));
  for (const client of clients) {
    await client.callTool('mqttConnect', { profile: 'plant' });
    await client.callTool('mqttSubscribe', { topic: 'line/#', qos: 1 });
  }
  const [first] = clients;
  if (first === undefined) throw new Error('There is no client.');

  await broker.stop();
  const waits = new Map<number, number>();
  await until('three attempts were seen', async () => {
    const { structured } = await first.callTool('mqttStatus');
    const [connection]: unknown[] = Array.isArray(structured['connections']) ? structured['connections'] : [];
    if (isReconnecting(connection) && !waits.has(connection.attempt))
      waits.set(connection.attempt, Date.parse(connection.nextTryAt) - Date.now());
    return [2, 4, 6].every((attempt) => waits.has(attempt));
  });
  const seen = [2, 4, 6].map((attempt) => waits.get(attempt) ?? 0);
  expect(seen.toSorted((a, b) => a - b)).toEqual(seen);

  const refused = await first.callTool('mqttPublish', { topic: 'line/1', payload: 'x' });
  expect(refused).toMatchObject({ isError: true });
  expect(refused.text).toMatch(/down|reconnect/i);

  await broker.start();
  await until('both connections are back', async () => {
    const states = await Promise.all(clients.map(async (client) => JSON.stringify((await client.callTool('mqttStatus')).structured)));
    return states.every((state) => state.includes('"state":"connected"'));
  });
  const publisher = await RawMcpClient.open(sidecar.origin);
  await publisher.callTool('mqttPublish', { topic: 'line/1', payload: 'back', qos: 1, connection: 'plant' });
  for (const client of clients) {
    expect(await client.waitForMessage(({ params }) => params?.['payload'] === 'back')).toMatchObject({ params: { topic: 'line/1' } });
  }
  for (const client of [...clients, publisher]) client.destroy();
});

function isReconnecting(value: unknown): value is Reconnecting {
  return typeof value === 'object' && value !== null && 'attempt' in value && 'nextTryAt' in value;
}
