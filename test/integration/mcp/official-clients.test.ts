/** The client libraries that assistants really use, MQTTX's own version first. */
import { Client as ClientV2, SSEClientTransport as TransportV2 } from '@modelcontextprotocol/client';
import { Client as Client132 } from 'sdk-1-32/client/index.js';
import { SSEClientTransport as Transport132 } from 'sdk-1-32/client/sse.js';
import { Client as Client17 } from 'sdk-1-7/client/index.js';
import { SSEClientTransport as Transport17 } from 'sdk-1-7/client/sse.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedBroker, type EmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';

const me = { name: 'test', version: '1.2.3' };

interface AnyClient {
  listTools(): Promise<{ tools: readonly { name: string }[] }>;
  callTool(call: { name: string; arguments: Record<string, unknown> }): Promise<unknown>;
  close(): Promise<void>;
}

const clients: { name: string; connect: (url: URL) => Promise<AnyClient> }[] = [
  {
    name: 'SDK 1.7.0, the one in MQTTX',
    async connect(url) {
      const client = new Client17(me, { capabilities: {} });
      await client.connect(new Transport17(url));
      return client;
    },
  },
  {
    name: 'SDK 1.32',
    async connect(url) {
      const client = new Client132(me);
      // oxlint-disable-next-line typescript/no-deprecated -- the transport under test is the old one
      await client.connect(new Transport132(url));
      return client;
    },
  },
  {
    name: 'SDK 2',
    async connect(url) {
      const client = new ClientV2(me);
      // oxlint-disable-next-line typescript/no-deprecated -- the transport under test is the old one
      await client.connect(new TransportV2(url));
      return client;
    },
  },
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

describe.each(clients)('$name', ({ connect }) => {
  it('connects, lists and calls the tools, and its output schemas hold', async () => {
    const client = await connect(new URL(`${sidecar.origin}/mqttx/sse`));
    try {
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).toEqual([
        'mqttConnect',
        'mqttSubscribe',
        'mqttPublish',
        'mqttReadMessages',
        'mqttUnsubscribe',
        'mqttDisconnect',
        'mqttStatus',
        'mqttListProfiles',
        'mqttListTopics',
        'mqttReadTopic',
        'mqttRecord',
        'mqttRequest',
        'mqttPublishMany',
        'mqttClearRetained',
      ]);
      const call = (name: string, toolArguments: Record<string, unknown> = {}) => client.callTool({ name, arguments: toolArguments });
      expect(await call('mqttConnect', { host: '127.0.0.1', port: broker.port })).toMatchObject({
        structuredContent: { state: 'connected' },
      });
      expect(await call('mqttSubscribe', { topic: 'a/#', qos: 1 })).toMatchObject({ structuredContent: { topic: 'a/#', qos: 1 } });
      expect(await call('mqttPublish', { topic: 'a/b', payload: '21.5', qos: 1 })).toMatchObject({ structuredContent: { topic: 'a/b' } });
      expect(await call('mqttReadMessages', { waitSeconds: 10 })).toMatchObject({
        structuredContent: { messages: [{ topic: 'a/b', payload: '21.5' }], dropped: 0, truncated: 0 },
      });
      expect(await call('mqttStatus')).toMatchObject({
        structuredContent: { connections: [{ subscriptions: [{ topic: 'a/#', messages: 1 }] }] },
      });
      expect(await call('mqttListTopics')).toMatchObject({
        structuredContent: { tree: [{ name: 'a', children: [{ name: 'b', observed: { payload: '21.5' } }] }] },
      });
      const kept = { topic: 'kept', payload: 'x', retain: true, qos: 1 };
      expect(await call('mqttPublishMany', { messages: [kept] })).toMatchObject({ structuredContent: { published: 1 } });
      expect(await call('mqttReadTopic', { topic: 'kept' })).toMatchObject({ structuredContent: { message: { payload: 'x' } } });
      expect(await call('mqttReadTopic', { topic: 'none', waitSeconds: 0 })).toMatchObject({ structuredContent: { message: null } });
      expect(await call('mqttRecord', { topic: 'kept', retained: true, maxMessages: 1 })).toMatchObject({
        structuredContent: { received: 1 },
      });
      expect(await call('mqttClearRetained', { topic: 'kept' })).toMatchObject({ structuredContent: { cleared: 1 } });
      expect(await call('mqttListProfiles')).toMatchObject({ structuredContent: { adHocConnections: true } });
      expect(await call('mqttUnsubscribe', { topic: 'a/#' })).toMatchObject({ structuredContent: { topic: 'a/#' } });
      expect(await call('mqttDisconnect')).toMatchObject({ structuredContent: { state: 'disconnected' } });
      expect(await call('mqttPublish', { topic: 'a/b', payload: 'x' })).toMatchObject({ isError: true });
    } finally {
      await client.close();
    }
  });
});
