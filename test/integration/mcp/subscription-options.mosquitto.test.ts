/** Subscription options of MQTT 5 as one reader asked for them, beside other readers of the same connection. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startMosquitto, type Mosquitto } from '../../support/mosquitto.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import { connack, PACKET, packet, startScriptedBroker } from '../../support/scripted-broker.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';

let broker: Mosquitto;
let sidecar: TestSidecar;
let client: RawMcpClient;

beforeAll(async () => {
  broker = await startMosquitto();
  sidecar = await startTestSidecar({ profiles: { plant: { url: broker.url } } });
});

afterAll(async () => {
  await sidecar.stop();
  await broker.dispose();
});

beforeEach(async () => {
  client = await RawMcpClient.open(sidecar.origin);
});

afterEach(() => client.destroy());

const call = (name: string, given: object = {}) => client.callTool(name, { ...given });
const connect = () => call('mqttConnect', { url: broker.url, protocolVersion: 5 });
const publish = (topic: string, payload: string, more: object = {}) => call('mqttPublish', { topic, payload, qos: 1, ...more });

/** What has come by the time that a message on the topic `end` has, in its order. */
async function received(connection?: string): Promise<unknown> {
  const shared = connection === undefined ? {} : { connection };
  await call('mqttSubscribe', { topic: 'end', qos: 1, ...shared });
  await publish('end', 'end', shared);
  await client.waitForMessage(({ params }) => params?.['topic'] === 'end');
  const { structured } = await call('mqttReadMessages');
  return Object(structured)['messages'];
}

describe('a subscription', () => {
  it('leaves out what its own connection publishes, also while a tool listens to the same filter', async () => {
    await connect();
    await call('mqttSubscribe', { topic: 'local/#', qos: 1, noLocal: 'true' });
    const recording = call('mqttRecord', { topic: 'local/#', seconds: 0.3 });
    await publish('local/x', 'mine');
    expect((await recording).structured).toMatchObject({ received: 0 });
    await publish('local/x', 'x', { connection: 'plant' });
    expect(await received()).toMatchObject([{ topic: 'local/x', payload: 'x' }, { payload: 'end' }]);
  });

  // Mosquitto leaves no-local as it was when a subscription is made again, so that only the wire tells.
  it('asks for no-local each time that it is made again, also for a resource that is watched and for tools that listen', async () => {
    const wire = await startScriptedBroker(({ type, body }, { send }) => {
      if (type === PACKET.connect) send(connack(5));
      // The packet identifier of the SUBSCRIBE, no properties, QoS 1 (section 3.9).
      if (type === PACKET.subscribe) send(packet(9, 0, body.subarray(0, 2), 0, 1));
    });
    const connection = String((await call('mqttConnect', { url: wire.url, protocolVersion: 5 })).structured['connection']);
    await call('mqttSubscribe', { topic: 'watched/x', qos: 1, noLocal: true });
    expect((await client.request('resources/subscribe', { uri: `mqtt://${connection}/watched/x` })).error).toBeUndefined();
    await call('mqttReadTopic', { topic: 'watched/x', waitSeconds: 0 });
    await call('mqttRecord', { topic: 'watched/x', retained: true, seconds: 0.1 });
    const subscribes = wire.clients[0]?.received.filter(({ type }) => type === PACKET.subscribe) ?? [];
    // The options are the last byte, no-local its third bit (section 3.8.3.1).
    expect(subscribes.map(({ body }) => (body.at(-1) ?? 0) & 0b111)).toEqual([0b101, 0b101, 0b101]);
  });

  it('keeps the retain flag as it was published', async () => {
    await connect();
    await call('mqttSubscribe', { topic: 'rap/x', qos: 1, retainAsPublished: true });
    await call('mqttSubscribe', { topic: 'rap/y', qos: 1 });
    await publish('rap/x', '1', { retain: true });
    await publish('rap/y', '1', { retain: true });
    expect(await received()).toMatchObject([{ topic: 'rap/x', retain: true }, { topic: 'rap/y', retain: false }, {}]);
  });

  it.each([
    [0, 2],
    [1, 1],
    [2, 0],
  ])('with retain handling %i brings the retained message %i times when it is made twice', async (retainHandling, times) => {
    const topic = `handling/${retainHandling}`;
    await connect();
    await publish(topic, 'kept', { retain: true });
    for (let round = 0; round < 2; round += 1) {
      await call('mqttSubscribe', { topic, qos: 1, retainHandling: String(retainHandling) });
      await call('mqttReadTopic', { topic });
    }
    expect(await received()).toMatchObject([...Array.from({ length: times }, () => ({ topic, payload: 'kept', retain: true })), {}]);
  });

  it('puts its identifier into its messages, pushed and read', async () => {
    await connect();
    await call('mqttSubscribe', { topic: 'id/#', qos: 1, subscriptionIdentifier: '7' });
    await call('mqttSubscribe', { topic: 'id/+', qos: 1, subscriptionIdentifier: 9 });
    await call('mqttSubscribe', { topic: 'id/none/#', qos: 1 });
    await publish('id/x', 'x', { properties: { contentType: 'c' } });
    await publish('id/none/x', 'x');
    expect(await received()).toMatchObject([
      { topic: 'id/x', properties: { contentType: 'c', subscriptionIdentifier: [7, 9] } },
      { topic: 'id/none/x', properties: { subscriptionIdentifier: [7] } },
      { topic: 'end' },
    ]);
    const pushed = await client.waitForMessage(({ params }) => params?.['topic'] === 'id/x');
    expect(pushed.params).toMatchObject({ data: { properties: { subscriptionIdentifier: [7, 9] } } });
  });

  it.each(['noLocal', 'retainAsPublished'])('is refused with %s on a connection that others read, and told the way out', async (option) => {
    const { isError, text } = await call('mqttSubscribe', { topic: 'a', connection: 'plant', [option]: true });
    expect([isError, text]).toEqual([true, expect.stringMatching(/is shared.*mqttConnect \{"profile": "plant"\}/s)]);
  });

  it.each([
    [{ subscriptionIdentifier: 0 }, /"subscriptionIdentifier"/],
    [{ retainHandling: 3 }, /"retainHandling" must be 0, 1 or 2/],
  ])('is refused with %j', async (options, text) => {
    await connect();
    const result = await call('mqttSubscribe', { topic: 'a', ...options });
    expect([result.isError, result.text]).toEqual([true, expect.stringMatching(text)]);
  });
});
