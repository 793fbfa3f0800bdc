/** The broker goes away and comes back: sessions get their messages again without doing anything. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { startMosquitto } from '../support/mosquitto.ts';
import { until } from '../support/polling.ts';
import { RawMcpClient } from '../support/raw-mcp-client.ts';
import { startTestSidecar } from '../support/sidecar.ts';

const WAITS = { minMs: 40, maxMs: 5_000, factor: 2, jitter: 0 };

interface Reconnecting {
  readonly attempt: number;
  readonly nextTryAt: string;
}

/**
 * What so many waits of one session take at least, those after its first call that somebody saw. A pause, or calls before it that
 * nobody saw, make it longer; a timer of Node's may be early by less than a millisecond.
 */
function leastMs(count: number): number {
  const waits = Array.from({ length: count }, (_none, index) => Math.min(WAITS.maxMs, WAITS.minMs * WAITS.factor ** (index + 1)) - 1);
  return waits.reduce((sum, wait) => sum + wait, 0);
}

/** In the place of a broker that is away: hangs up on everybody. */
async function startHangingUp(port: number) {
  const calls: number[] = [];
  const server = createServer((socket) => {
    calls.push(performance.now());
    socket.on('error', () => {}).destroy();
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return {
    /** When each came, in milliseconds. */
    calls,
    async stop(): Promise<void> {
      server.close();
      await once(server, 'close');
    },
  };
}

it('restores both sessions after an outage, with growing waits in between', async () => {
  await using broker = await startMosquitto();
  await using sidecar = await startTestSidecar({ profiles: { plant: { url: broker.url, reconnect: WAITS } } });
  const clients = await Promise.all([1, 2].map(() => RawMcpClient.open(sidecar.origin)));
  for (const client of clients) {
    await client.callTool('mqttConnect', { profile: 'plant' });
    await client.callTool('mqttSubscribe', { topic: 'line/#', qos: 1 });
  }
  const [first] = clients;
  if (first === undefined) throw new Error('There is no client.');

  await broker.stop();
  const absence = await startHangingUp(broker.port);
  await until('several attempts were made, and the status tells of them', async () => {
    const { structured } = await first.callTool('mqttStatus');
    const [connection]: unknown[] = Array.isArray(structured['connections']) ? structured['connections'] : [];
    return isReconnecting(connection) && connection.attempt >= 6 && absence.calls.length >= 8;
  });
  // Of all calls up to one, at least one session has made its share.
  const tooEarly = absence.calls.filter((at, index) => at - (absence.calls[0] ?? 0) < leastMs(Math.floor(index / clients.length)));
  expect(tooEarly).toEqual([]);

  const refused = await first.callTool('mqttPublish', { topic: 'line/1', payload: 'x' });
  expect(refused).toMatchObject({ isError: true });
  expect(refused.text).toMatch(/down|reconnect/i);

  await absence.stop();
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
