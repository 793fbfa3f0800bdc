/**
 * Three instances behind nginx, which sends every request to the next one: MCP of every era works as at one instance, and goes
 * on, by a new session where one was lost, when an instance is killed.
 */
import { Client as Client2, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as Client17 } from 'sdk-1-7/client/index.js';
import { SSEClientTransport } from 'sdk-1-7/client/sse.js';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../../support/polling.ts';
import { startClusterProcesses, untilHeld, type ClusterProcesses } from './cluster-processes.ts';

const me = { name: 'test', version: '1.0.0' };
const CLIENTS = 3;
const ROUNDS = 4;

interface AnyClient {
  callTool(call: { name: string; arguments: Record<string, unknown> }): Promise<unknown>;
  close(): Promise<void>;
}

const eras: { name: string; connect: (origin: string) => Promise<AnyClient> }[] = [
  {
    name: '2024-11-05',
    async connect(origin) {
      const client = new Client17(me, { capabilities: {} });
      await client.connect(new SSEClientTransport(new URL(`${origin}/mqttx/sse`)));
      return client;
    },
  },
  { name: '2025-11-25', connect: (origin) => overHttp(origin, new Client2(me, { versionNegotiation: { mode: 'legacy' } })) },
  { name: '2026-07-28', connect: (origin) => overHttp(origin, new Client2(me, { versionNegotiation: { mode: { pin: '2026-07-28' } } })) },
];

async function overHttp(origin: string, client: Client2): Promise<Client2> {
  await client.connect(new StreamableHTTPClientTransport(new URL(`${origin}/mqttx/mcp`)));
  return client;
}

/** A client with a subscription of its own on the shared profile. */
async function begin({ origin }: ClusterProcesses, connect: (origin: string) => Promise<AnyClient>, topic: string): Promise<AnyClient> {
  const client = await connect(origin);
  onTestFinished(() => client.close().catch(() => {}));
  await call(client, 'mqttConnect', { profile: 'local' });
  await call(client, 'mqttSubscribe', { connection: 'local', topic, qos: 1 });
  return client;
}

/** Rejects with what a tool says that has failed. */
async function call(client: AnyClient, name: string, toolArguments: Record<string, unknown>): Promise<string> {
  const text = JSON.stringify(await client.callTool({ name, arguments: toolArguments }));
  if (text.includes('"isError":true')) throw new Error(text);
  return text;
}

/**
 * Publishes and reads it back, each by a request that may reach another instance. What was read before is returned at once each
 * time; the message comes back to the reader after its publisher has its acknowledgement.
 */
async function roundTrip(client: AnyClient, topic: string, payload: string, timeoutMs: number): Promise<void> {
  await call(client, 'mqttPublish', { connection: 'local', topic, payload, qos: 1 });
  const read = (): Promise<string> => call(client, 'mqttReadMessages', { connection: 'local', topic, waitSeconds: 5, limit: 100 });
  await until(`${payload} is read on ${topic}`, async () => (await read()).includes(payload), timeoutMs);
}

test('clients of every era work over all instances, and again after one was killed', async () => {
  const cluster = await startClusterProcesses();
  const users = await Promise.all(
    eras.flatMap(({ name, connect }) =>
      Array.from({ length: CLIENTS }, async (_none, index) => {
        const topic = `${name}/${index}`;
        return { topic, connect, client: await begin(cluster, connect, topic) };
      }),
    ),
  );
  for (let round = 1; round <= ROUNDS; round += 1) {
    await Promise.all(users.map(({ client, topic }) => roundTrip(client, topic, `before-${round}`, 20_000)));
  }
  const metrics = await Promise.all(cluster.instances.map(async ({ origin }) => (await fetch(`${origin}/metrics`)).text()));
  const passedOn = metrics.map((text) => Number(/^mqttx_sse_cluster_requests_forwarded_total (\d+)$/m.exec(text)?.[1]));
  expect(passedOn.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);

  const holder = await untilHeld(cluster);
  holder.run.child.kill('SIGKILL');
  await untilHeld(cluster, holder);
  await Promise.all(
    users.map(async ({ topic, connect, client: before }) => {
      let client: AnyClient | undefined = before;
      await until(`the client of ${topic} works again`, async () => {
        try {
          client ??= await begin(cluster, connect, topic);
          // Not for long: a session whose instance is gone begins anew.
          await roundTrip(client, topic, 'after', 5_000);
          return true;
        } catch {
          // Its session is gone with the instance, and with it what it was subscribed to: it begins anew, as the protocol has it.
          client = undefined;
          return false;
        }
      });
    }),
  );
}, 90_000);
