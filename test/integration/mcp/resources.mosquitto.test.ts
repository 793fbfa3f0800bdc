/** What kind of value a topic has as a resource, as its publisher says by the content type of MQTT 5. */
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMosquitto, type Mosquitto } from '../../support/mosquitto.ts';
import { until } from '../../support/polling.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';
import { postModern } from '../../support/streamable-client.ts';

let broker: Mosquitto;
let sidecar: TestSidecar;
let session: RawMcpClient;
let device: MqttClient;

beforeAll(async () => {
  broker = await startMosquitto();
  sidecar = await startTestSidecar({ profiles: { plant: { url: broker.url } } });
  session = await RawMcpClient.open(sidecar.origin);
  device = await connectAsync(broker.url, { protocolVersion: 5 });
});

afterAll(async () => {
  session.destroy();
  await device.endAsync();
  await sidecar.stop();
  await broker.dispose();
});

const uriOf = (topic: string): string => `mqtt://plant/${topic}`;
const ways = {
  'a session': async (uri: string) => (await session.request('resources/read', { uri })).result,
  'the stateless revision': async (uri: string) => (await postModern(sidecar.origin, 'resources/read', { uri })).messages.at(-1)?.result,
};
const bytes = Buffer.from('89504e470d0a', 'hex');

describe.each(Object.entries(ways))('in %s, a topic', (_way, read) => {
  it.each([
    ['application/senml+json', Buffer.from('[{"n":"t"}]'), { text: '[{"n":"t"}]' }],
    ['text/csv; header=present', Buffer.from('t,v'), { text: 't,v' }],
    ['image/png', bytes, { blob: bytes.toString('base64') }],
    // Says nothing that a client could use: looked at instead.
    ['a table', Buffer.from('{"t":1}'), { mimeType: 'application/json', text: '{"t":1}' }],
  ])('of the content type %s says so, retained or as it comes', async (contentType, payload, contents) => {
    const wanted = { contents: [{ mimeType: contentType, ...contents }] };
    const topic = `typed/${contentType.replaceAll(/\W/g, '')}`;
    await device.publishAsync(topic, payload, { qos: 1, retain: true, properties: { contentType } });
    expect(await read(uriOf(topic))).toMatchObject(wanted);

    await session.callTool('mqttSubscribe', { connection: 'plant', topic: `live/${topic}` });
    await device.publishAsync(`live/${topic}`, payload, { qos: 1, properties: { contentType } });
    const live = uriOf(`live/${topic}`);
    await until('it has come', async () => (await read(live)) !== undefined);
    expect(await read(live)).toMatchObject(wanted);
    const listed = (await session.request('resources/list')).result?.['resources'];
    expect(listed).toContainEqual(expect.objectContaining({ uri: live, mimeType: wanted.contents[0]?.mimeType, size: payload.length }));
  });
});
