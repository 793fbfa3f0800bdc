/** The five documented requests, as a client would send them that knows nothing but the documentation. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import { startMosquitto } from '../../support/mosquitto.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';

const brokers = [
  { name: 'the embedded broker', protocolVersion: 4, start: async () => startEmbeddedBroker({ host: '127.0.0.1', port: 0 }) },
  {
    name: 'Mosquitto',
    protocolVersion: 5,
    start: async () => {
      const mosquitto = await startMosquitto();
      return { port: mosquitto.port, close: () => mosquitto.stop() };
    },
  },
];

describe.each(brokers)('against $name', ({ protocolVersion, start }) => {
  let sidecar: TestSidecar;
  let broker: Awaited<ReturnType<typeof start>>;
  let client: RawMcpClient;

  beforeAll(async () => {
    broker = await start();
    sidecar = await startTestSidecar();
    client = await RawMcpClient.open(sidecar.origin);
  });

  afterAll(async () => {
    client.destroy();
    await sidecar.stop();
    await broker.close();
  });

  it('opens a session and names the message endpoint', async () => {
    expect(client.response.statusCode).toBe(200);
    expect(client.response.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    expect(await client.endpoint()).toMatch(/^\/mqttx\/message\?sessionId=[\w-]{22,}$/);
  });

  it('answers initialize without params', async () => {
    const response = await client.post({ jsonrpc: '2.0', id: 1, method: 'initialize' });
    expect(response.status).toBe(202);
    const { result } = await client.waitForMessage(({ id }) => id === 1);
    expect(result).toMatchObject({
      protocolVersion: '2024-11-05',
      serverInfo: { name: 'mqttx-sse-server' },
      capabilities: { tools: {}, logging: {} },
    });
  });

  it('lists the tools', async () => {
    await client.post({ jsonrpc: '2.0', id: 2, method: 'tools/list' });
    const { result } = await client.waitForMessage(({ id }) => id === 2);
    expect(result).toMatchObject({ tools: expect.arrayContaining([expect.objectContaining({ name: 'mqttConnect' })]) });
  });

  it('connects, subscribes and publishes, and pushes the message', async () => {
    await client.post({
      jsonrpc: '2.0',
      id: 3,
      method: 'tools/call',
      params: { name: 'mqttConnect', arguments: { host: '127.0.0.1', port: broker.port, clientId: 'mqttx-client' } },
    });
    const connected = await client.waitForMessage(({ id }) => id === 3);
    expect(connected.result).toMatchObject({
      structuredContent: { state: 'connected', url: `mqtt://127.0.0.1:${broker.port}`, protocolVersion },
    });

    await client.post({
      jsonrpc: '2.0',
      id: 4,
      method: 'tools/call',
      params: { name: 'mqttSubscribe', arguments: { topic: 'test/topic', qos: 0 } },
    });
    const subscribed = await client.waitForMessage(({ id }) => id === 4);
    expect(subscribed.result).toMatchObject({ structuredContent: { topic: 'test/topic', qos: 0 } });

    await client.post({
      jsonrpc: '2.0',
      id: 5,
      method: 'tools/call',
      params: { name: 'mqttPublish', arguments: { topic: 'test/topic', payload: 'Hello MQTT!', qos: 0, retain: false } },
    });
    const published = await client.waitForMessage(({ id }) => id === 5);
    expect(published.result).toMatchObject({ structuredContent: { topic: 'test/topic', qos: 0, retain: false, reasonCode: null } });

    const pushed = await client.waitForMessage(({ method }) => method === 'notifications/message');
    expect(pushed).toEqual({
      jsonrpc: '2.0',
      method: 'notifications/message',
      params: {
        level: 'info',
        logger: 'mqtt',
        data: {
          connection: expect.stringMatching(/^conn-/),
          topic: 'test/topic',
          payload: 'Hello MQTT!',
          encoding: 'utf8',
          qos: 0,
          retain: false,
          timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        },
        topic: 'test/topic',
        payload: 'Hello MQTT!',
      },
    });
  });

  it('serves a session that never initialized', async () => {
    const other = await RawMcpClient.open(sidecar.origin);
    expect((await other.request('tools/list')).result).toBeDefined();
    expect((await other.callTool('mqttConnect', { host: '127.0.0.1', port: broker.port })).isError).toBe(false);
    other.destroy();
  });
});
