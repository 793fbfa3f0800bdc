/** How far a call is, and its end at the client's word, for the official clients of every era. */
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { Client as Client132 } from 'sdk-1-32/client/index.js';
import { StreamableHTTPClientTransport as Http132 } from 'sdk-1-32/client/streamableHttp.js';
import { Client as Client17 } from 'sdk-1-7/client/index.js';
import { SSEClientTransport as Sse17 } from 'sdk-1-7/client/sse.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMosquitto, type Mosquitto } from '../../support/mosquitto.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';
import { stdioCommand } from '../../support/stdio-sidecar.ts';

let broker: Mosquitto;
let sidecar: TestSidecar;

beforeAll(async () => {
  broker = await startMosquitto();
  sidecar = await startTestSidecar();
});

afterAll(async () => {
  await sidecar.stop();
  await broker.dispose();
});

const me = { name: 'test', version: '1' };

interface Options {
  readonly signal?: AbortSignal;
  readonly onprogress?: (update: { progress: number; total?: number | undefined }) => void;
}

interface AnyClient {
  call(name: string, given: Record<string, unknown>, options?: Options): Promise<unknown>;
  close(): Promise<void>;
}

async function v2(mode: 'legacy' | 'modern', transport: HttpV2 | StdioV2): Promise<AnyClient> {
  const client = new ClientV2(me, { versionNegotiation: { mode: mode === 'modern' ? { pin: '2026-07-28' } : mode } });
  await client.connect(transport);
  return { call: (name, given, options) => client.callTool({ name, arguments: given }, options), close: () => client.close() };
}

async function v1(client: Client17 | Client132, connect: () => Promise<void>): Promise<AnyClient> {
  await connect();
  return {
    call: (name, given, options) => client.callTool({ name, arguments: given }, undefined, options),
    close: () => client.close(),
  };
}

const clients: { name: string; open: () => Promise<AnyClient> }[] = [
  {
    name: 'SDK 1.7.0 over HTTP+SSE',
    open: () => {
      const client = new Client17(me, { capabilities: {} });
      return v1(client, () => client.connect(new Sse17(new URL(`${sidecar.origin}/mqttx/sse`))));
    },
  },
  {
    name: 'SDK 1.32 over Streamable HTTP',
    open: () => {
      const client = new Client132(me);
      return v1(client, () => client.connect(new Http132(new URL(`${sidecar.origin}/mqttx/mcp`))));
    },
  },
  ...(['legacy', 'modern'] as const).flatMap((mode) => [
    { name: `SDK 2, ${mode}, over Streamable HTTP`, open: () => v2(mode, new HttpV2(new URL(`${sidecar.origin}/mqttx/mcp`))) },
    { name: `SDK 2, ${mode}, over stdio`, open: () => v2(mode, new StdioV2(stdioCommand())) },
  ]),
];

async function connected(client: AnyClient): Promise<string> {
  const result = await client.call('mqttConnect', { host: '127.0.0.1', port: broker.port });
  return /"connection":"(conn-[\w-]{22})"/.exec(JSON.stringify(result))?.[1] ?? '';
}

describe.concurrent('a recording', () => {
  it.each(clients)('tells $name how far it is, and ends at its word', async ({ name, open }) => {
    const client = await open();
    try {
      const connection = await connected(client);
      const heard: number[] = [];
      const result = await client.call(
        'mqttRecord',
        { connection, topic: 'quiet', seconds: 3 },
        { onprogress: ({ progress, total }) => heard.push(progress / (total ?? 1)) },
      );
      expect(result).toMatchObject({ structuredContent: { stopped: 'time', received: 0 } });
      expect(heard.length).toBeGreaterThanOrEqual(1);
      expect(heard).toEqual([...new Set(heard)].toSorted((one, other) => one - other));
      expect(Math.max(...heard)).toBeLessThan(1);

      const topic = `cancelled/${name.replaceAll(/[^a-z0-9]/gi, '-')}`;
      const cancel = new AbortController();
      const call = client.call('mqttRecord', { connection, topic, seconds: 300 }, { signal: cancel.signal });
      await broker.waitForLog(new RegExp(`Received SUBSCRIBE[^]*\\t${topic} \\(QoS`), 20_000);
      cancel.abort();
      await expect(call).rejects.toThrow(/abort/i);
      await broker.waitForLog(new RegExp(`Received UNSUBSCRIBE[^]*\\t${topic}\\n`), 20_000);
      // The connection is still there.
      expect(await client.call('mqttPublish', { connection, topic, payload: 'x', qos: 1 })).not.toMatchObject({ isError: true });
    } finally {
      await client.close();
    }
  });
});
