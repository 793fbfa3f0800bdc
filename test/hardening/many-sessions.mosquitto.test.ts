/**
 * Two hundred sessions, each with a connection and a topic of its own: every message reaches its session and no other, and
 * afterwards everything is given back.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startMosquitto } from '../support/mosquitto.ts';
import { until } from '../support/polling.ts';
import { RawMcpClient } from '../support/raw-mcp-client.ts';

const SESSIONS = 200;
const MESSAGES = 10;
/** Of the request that measures: its two ends. */
const IDLE_SOCKETS = 2;

interface Held {
  readonly resources: Record<string, number>;
  readonly listeners: number;
  readonly heapBytes: number;
  readonly sessions: number;
  readonly connections: number;
}

describe('two hundred sessions', () => {
  it('get their own messages only, and leave nothing behind', async () => {
    await using broker = await startMosquitto({ config: ['max_connections -1'] });
    const server = fork(new URL('../support/sidecar-process.ts', import.meta.url), { execArgv: ['--expose-gc'], stdio: 'inherit' });
    try {
      const origin = await new Promise<string>((resolve) => server.once('message', (text) => resolve(z.string().parse(text))));
      const held = async (): Promise<Held> => {
        server.send('measure');
        const [answer]: Held[] = await once(server, 'message');
        if (answer === undefined) throw new Error('No answer.');
        return answer;
      };
      // One round first: what is loaded lazily and kept for good is not what this looks for.
      await round(origin, broker.port, 20);
      let before = await held();
      await until('the warm-up is over', async () => {
        before = await held();
        return before.sessions === 0 && before.resources['TCPSocketWrap'] === IDLE_SOCKETS;
      });

      await round(origin, broker.port, SESSIONS);
      await until('all sessions and connections have ended', async () => {
        const { sessions, connections } = await held();
        return sessions === 0 && connections === 0;
      });
      await until('sockets and timers are back to what they were', async () => {
        const after = await held();
        return JSON.stringify(after.resources) === JSON.stringify(before.resources);
      });
      const after = await held();
      expect(after.listeners).toBe(before.listeners);
      expect((after.heapBytes - before.heapBytes) / 1_048_576).toBeLessThan(10);
    } finally {
      server.kill();
      await once(server, 'exit');
    }
  });
});

async function round(origin: string, port: number, sessions: number): Promise<void> {
  const clients = await Promise.all(Array.from({ length: sessions }, () => RawMcpClient.open(origin, { keepsAlive: false })));
  await Promise.all(
    clients.map(async (client, index) => {
      await client.callTool('mqttConnect', { host: '127.0.0.1', port });
      await client.callTool('mqttSubscribe', { topic: `own/${index}`, qos: 1 });
    }),
  );
  await Promise.all(
    clients.map(async (client, index) => {
      for (let number = 0; number < MESSAGES; number += 1) {
        // Each publishes to its neighbour.
        await client.callTool('mqttPublish', {
          topic: `own/${(index + 1) % sessions}`,
          payload: `${(index + 1) % sessions}:${number}`,
          qos: 1,
        });
      }
    }),
  );
  for (const [index, client] of clients.entries()) {
    await client.waitForMessage(({ params }) => params?.['payload'] === `${index}:${MESSAGES - 1}`);
    const payloads = client.messages.filter(({ method }) => method === 'notifications/message').map(({ params }) => params?.['payload']);
    expect(payloads).toEqual(Array.from({ length: MESSAGES }, (_, number) => `${index}:${number}`));
  }
  // Half of them say goodbye to the broker, all of them vanish.
  await Promise.all(clients.filter((_client, index) => index % 2 === 0).map((client) => client.callTool('mqttDisconnect')));
  for (const client of clients) client.destroy();
}
