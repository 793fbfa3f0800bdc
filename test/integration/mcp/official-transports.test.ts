/** The official clients and the Inspector's command line over Streamable HTTP and stdio, in each era they speak. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { Client as Client132 } from 'sdk-1-32/client/index.js';
import { StdioClientTransport as Stdio132 } from 'sdk-1-32/client/stdio.js';
import { StreamableHTTPClientTransport as Http132 } from 'sdk-1-32/client/streamableHttp.js';
import { Client as Client17 } from 'sdk-1-7/client/index.js';
import { StdioClientTransport as Stdio17 } from 'sdk-1-7/client/stdio.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runQuietly, toolPath } from '../../../scripts/tool.ts';
import { startEmbeddedBroker, type EmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';
import { stdioCommand } from '../../support/stdio-sidecar.ts';

const me = { name: 'test', version: '1.2.3' };

interface AnyClient {
  listTools(): Promise<{ tools: readonly { name: string }[] }>;
  callTool(call: { name: string; arguments: Record<string, unknown> }): Promise<unknown>;
  close(): Promise<void>;
}

const v2 = (mode: 'legacy' | 'auto' | 'modern'): ClientV2 =>
  new ClientV2(me, { versionNegotiation: { mode: mode === 'modern' ? { pin: '2026-07-28' } : mode } });

async function connected<C extends AnyClient>(client: C, connect: (client: C) => Promise<void>): Promise<AnyClient> {
  await connect(client);
  return client;
}

const clients: { name: string; connect: (url: URL) => Promise<AnyClient> }[] = [
  {
    name: 'SDK 1.7.0 over stdio',
    connect: () => connected(new Client17(me, { capabilities: {} }), (client) => client.connect(new Stdio17(stdioCommand()))),
  },
  { name: 'SDK 1.32 over stdio', connect: () => connected(new Client132(me), (client) => client.connect(new Stdio132(stdioCommand()))) },
  { name: 'SDK 1.32 over HTTP', connect: (url) => connected(new Client132(me), (client) => client.connect(new Http132(url))) },
  ...(['legacy', 'auto', 'modern'] as const).flatMap((mode) => [
    { name: `SDK 2, ${mode}, over stdio`, connect: () => connected(v2(mode), (client) => client.connect(new StdioV2(stdioCommand()))) },
    { name: `SDK 2, ${mode}, over HTTP`, connect: (url: URL) => connected(v2(mode), (client) => client.connect(new HttpV2(url))) },
  ]),
];

let sidecar: TestSidecar;
let broker: EmbeddedBroker;

beforeAll(async () => {
  broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0 });
  sidecar = await startTestSidecar();
});

afterAll(async () => {
  await sidecar.stop();
  await broker.close();
});

const connectedSchema = z.object({ structuredContent: z.object({ connection: z.string(), state: z.literal('connected') }) });

describe.each(clients)('$name', ({ connect }) => {
  it('lists and calls the tools, and its output schemas hold', async () => {
    const client = await connect(new URL(`${sidecar.origin}/mqttx/mcp`));
    try {
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['mqttConnect', 'mqttSubscribe', 'mqttPublish', 'mqttReadMessages']),
      );
      const call = (name: string, toolArguments: Record<string, unknown>): Promise<unknown> =>
        client.callTool({ name, arguments: toolArguments });
      const { structuredContent } = connectedSchema.parse(await call('mqttConnect', { host: '127.0.0.1', port: broker.port }));
      const { connection } = structuredContent;
      expect(await call('mqttSubscribe', { connection, topic: 'a/#', qos: 1 })).toMatchObject({
        structuredContent: { topic: 'a/#', qos: 1 },
      });
      expect(await call('mqttPublish', { connection, topic: 'a/b', payload: '21.5', qos: 1 })).toMatchObject({
        structuredContent: { topic: 'a/b' },
      });
      expect(await call('mqttReadMessages', { connection, waitSeconds: 10 })).toMatchObject({
        structuredContent: { messages: [{ topic: 'a/b', payload: '21.5' }], dropped: 0 },
      });
      expect(await call('mqttDisconnect', { connection })).toMatchObject({ structuredContent: { state: 'disconnected' } });
    } finally {
      await client.close();
    }
  });
});

describe('the Inspector on the command line', () => {
  it.each(['legacy', 'modern'])('lists and calls the tools over HTTP, %s era', async (era) => {
    const target = [`${sidecar.origin}/mqttx/mcp`, '--transport', 'http', '--protocol-era', era];
    expect(await inspect(...target, '--method', 'tools/list')).toContain('"mqttConnect"');
    expect(await inspect(...target, '--method', 'tools/call', '--tool-name', 'mqttStatus')).toContain('No broker connection');
  });

  it('lists and calls the tools over HTTP+SSE', async () => {
    const target = [`${sidecar.origin}/mqttx/sse`, '--transport', 'sse'];
    expect(await inspect(...target, '--method', 'tools/list')).toContain('"mqttConnect"');
    expect(await inspect(...target, '--method', 'tools/call', '--tool-name', 'mqttStatus')).toContain('No broker connection');
  });

  it('lists and calls the tools over stdio', async () => {
    const { command, args } = stdioCommand();
    expect(await inspect(command, ...args, '--method', 'tools/list')).toContain('"mqttConnect"');
    expect(await inspect(command, ...args, '--method', 'tools/call', '--tool-name', 'mqttStatus')).toContain('No broker connection');
  });

  it('finds the resources and prompts', async () => {
    const target = [`${sidecar.origin}/mqttx/mcp`, '--transport', 'http'];
    expect(await inspect(...target, '--method', 'resources/templates/list')).toContain('mqtt://{connection}/{+topic}');
    expect(await inspect(...target, '--method', 'prompts/list')).toContain('diagnose-silent-device');
  });
});

async function inspect(...args: readonly string[]): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'inspector-'));
  // Started through `env`, which no other system has: the Inspector keeps its state in the home folder.
  const program = toolPath('@modelcontextprotocol/inspector', 'mcp-inspector');
  const script = `process.env.HOME = ${JSON.stringify(home)}; process.argv.splice(1, 0, ${JSON.stringify(program)}); await import(${JSON.stringify(program)});`;
  const { ok, output } = await runQuietly(
    ['--input-type=module', '--eval', script, '--', '--cli', ...args, '--format', 'json', '-q'],
    home,
  );
  if (!ok) throw new Error(`The Inspector failed:\n${output}`);
  return output;
}
