/** Payloads that are no text reach the model as values, through a broker and over the wire; and the whole of what was cut. */
import { encode as encodeMessagePack } from '@msgpack/msgpack';
import { encode as encodeCbor } from 'cborg';
import { connectAsync, type MqttClient } from 'mqtt';
import { get } from 'sparkplug-payload';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startMosquitto, type Mosquitto } from '../../support/mosquitto.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';

let broker: Mosquitto;
let sidecar: TestSidecar;
let device: MqttClient;
let client: RawMcpClient;

beforeAll(async () => {
  broker = await startMosquitto();
  sidecar = await startTestSidecar({ profiles: { plant: { url: broker.url } } });
  device = await connectAsync(broker.url, { protocolVersion: 5 });
});

afterAll(async () => {
  await device.endAsync();
  await sidecar.stop();
  await broker.dispose();
});

beforeEach(async () => {
  client = await RawMcpClient.open(sidecar.origin);
  await client.callTool('mqttConnect', { url: broker.url, protocolVersion: 5 });
});

afterEach(() => client.destroy());

const measure = { temperature: 21.5, ok: true };

async function keep(topic: string, payload: Uint8Array | string, contentType?: string): Promise<void> {
  const properties = contentType === undefined ? {} : { contentType };
  await device.publishAsync(topic, Buffer.from(payload), { qos: 1, retain: true, properties });
}

async function read(topic: string, given: object = {}): Promise<unknown> {
  return (await client.callTool('mqttReadTopic', { topic, ...given })).structured['message'];
}

describe('payloads', () => {
  it('are read in the format that they state', async () => {
    await keep('f/cbor', encodeCbor(measure), 'application/cbor');
    await keep('f/msgpack', encodeMessagePack(measure), 'application/msgpack');
    const metrics = [{ name: 'temperature', type: 'Double' as const, value: 21.5 }];
    await keep('spBv1.0/plant/DDATA/edge/m1', get('spBv1.0')?.encodePayload({ timestamp: 1, seq: 2, metrics }) ?? '');
    expect(await read('f/cbor')).toMatchObject({ payload: measure, encoding: 'cbor' });
    expect(await read('f/msgpack')).toMatchObject({ payload: measure, encoding: 'msgpack' });
    expect(await read('spBv1.0/plant/DDATA/edge/m1')).toMatchObject({ payload: { seq: 2, metrics }, encoding: 'sparkplug' });
  });

  it('are read as one is told, and as bytes where that is asked for', async () => {
    await keep('t/cbor', encodeCbor(measure));
    await keep('t/json', JSON.stringify(measure));
    const base64 = Buffer.from(encodeCbor(measure)).toString('base64');
    expect(await read('t/cbor')).toMatchObject({ payload: base64, encoding: 'base64' });
    expect(await read('t/cbor', { decode: 'cbor' })).toMatchObject({ payload: measure, encoding: 'cbor' });
    expect(await read('t/json')).toMatchObject({ payload: JSON.stringify(measure), encoding: 'utf8' });
    expect(await read('t/json', { decode: 'json' })).toMatchObject({ payload: measure, encoding: 'json' });
    await keep('t/stated', encodeCbor(measure), 'application/cbor');
    expect(await read('t/stated', { decode: 'raw' })).toMatchObject({ payload: base64, encoding: 'base64' });
    expect(await read('t/stated', { encoding: 'hex' })).toMatchObject({ encoding: 'hex' });
  });

  it('that are malformed come as they are, and it is said why', async () => {
    await keep('m/cbor', Uint8Array.of(0x9a, 0xff, 0xff, 0xff, 0xff, 1), 'application/cbor');
    const { text, structured } = await client.callTool('mqttReadTopic', { topic: 'm/cbor' });
    expect(structured).toMatchObject({
      message: { payload: 'mv////8B', encoding: 'base64', decodeError: expect.stringMatching(/^Not valid CBOR/) },
    });
    expect(text).toMatch(/could not be read in the format/);
    await keep('m/json', '{"a":');
    expect(await read('m/json', { decode: 'json' })).toMatchObject({
      payload: '{"a":',
      encoding: 'utf8',
      decodeError: expect.stringMatching(/^Not valid JSON/),
    });
  });

  it('that would be too long decoded say so, and how to get them', async () => {
    await keep('long/cbor', encodeCbor({ values: Array.from({ length: 1_000 }, () => 0) }), 'application/cbor');
    expect(await read('long/cbor', { maxPayloadBytes: 1_500 })).toMatchObject({
      encoding: 'base64',
      decodeError: expect.stringMatching(/maxPayloadBytes lets more through/),
    });
    expect(await read('long/cbor')).toMatchObject({ encoding: 'cbor' });
  });
});

describe('a payload that was cut', () => {
  it('is read on by its id, piece by piece', async () => {
    const whole = 'äöü€'.repeat(5_000);
    await keep('cut/text', whole);
    const first = Object(await read('cut/text', { maxPayloadBytes: 10_001 }));
    const { id } = first;
    let { payload, nextOffset } = first;
    expect(nextOffset).toBeLessThanOrEqual(10_001);
    let got = String(payload);
    while (nextOffset !== undefined) {
      const { structured, text } = await client.callTool('mqttReadMessages', { id, offset: nextOffset, maxPayloadBytes: 10_001 });
      expect(text).toMatch(new RegExp(`^The message from byte ${nextOffset} of its payload on`));
      [{ payload, nextOffset }] = Object(structured)['messages'];
      got += String(payload);
    }
    expect(got).toBe(whole);
  });

  it('is nobody else’s: ids of messages that one has not subscribed to lead nowhere', async () => {
    const shared = { connection: 'plant' };
    await client.callTool('mqttSubscribe', { ...shared, topic: 'secret/#', qos: 1 });
    await client.callTool('mqttPublish', { ...shared, topic: 'secret/x', payload: 'x', qos: 1 });
    const { messages } = Object((await client.callTool('mqttReadMessages', { waitSeconds: 10 })).structured);
    const { id } = Object(messages[0]);
    expect(await client.callTool('mqttReadMessages', { id })).toMatchObject({ structured: { messages: [{ payload: 'x' }] } });
    const other = await RawMcpClient.open(sidecar.origin);
    await other.callTool('mqttSubscribe', { ...shared, topic: 'public/#' });
    const result = await other.callTool('mqttReadMessages', { id });
    expect([result.isError, result.text]).toEqual([true, expect.stringMatching(/no message with the id/)]);
    other.destroy();
  });
});
