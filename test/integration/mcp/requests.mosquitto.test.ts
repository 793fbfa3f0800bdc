/** `mqttRequest` against a responder that knows nothing of us, and MQTT 5 properties all the way to the model and back. */
import { connectAsync, type IPublishPacket, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { startMosquitto, type Mosquitto } from '../../support/mosquitto.ts';
import { RawMcpClient, toToolResult } from '../../support/raw-mcp-client.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';
import { callModern } from '../../support/streamable-client.ts';

let broker: Mosquitto;
let sidecar: TestSidecar;

beforeAll(async () => {
  broker = await startMosquitto();
  sidecar = await startTestSidecar({ profiles: { plant: { url: broker.url } } });
});

afterAll(async () => {
  await sidecar.stop();
  await broker.dispose();
});

async function outside(onMessage: (packet: IPublishPacket, client: MqttClient) => void, ...filters: string[]): Promise<MqttClient> {
  const client = await connectAsync(broker.url, { protocolVersion: 5 });
  onTestFinished(() => client.endAsync());
  client.on('message', (_topic, _payload, packet) => onMessage(packet, client));
  if (filters.length > 0) await client.subscribeAsync(filters, { qos: 1 });
  return client;
}

function answer(packet: IPublishPacket, client: MqttClient, payload: string | Buffer, withCorrelation = true): void {
  const { responseTopic = '', correlationData } = packet.properties ?? {};
  const properties = withCorrelation && correlationData !== undefined ? { correlationData } : {};
  client.publish(responseTopic, payload, { qos: 1, properties });
}

async function session(connect: object = {}): Promise<RawMcpClient> {
  const client = await RawMcpClient.open(sidecar.origin);
  onTestFinished(() => client.destroy());
  await client.callTool('mqttConnect', { url: broker.url, ...connect });
  return client;
}

describe('mqttRequest', () => {
  it('has fifty requests in flight at once, each with its own answer', async () => {
    const waiting: (() => void)[] = [];
    await outside((packet, client) => {
      waiting.push(() => answer(packet, client, `re: ${packet.payload.toString()}`));
      // None is answered before all are there, and then the last one first.
      if (waiting.length === 50) for (const send of waiting.toReversed()) send();
    }, 'fifty');
    const client = await session();
    const ask = (index: number): Promise<unknown> =>
      client.callTool('mqttRequest', { topic: 'fifty', payload: `question ${index}`, timeoutSeconds: 60 });
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => ask(index)));
    expect(answers).toMatchObject(
      Array.from({ length: 50 }, (_, index) => ({ isError: false, structured: { response: { payload: `re: question ${index}` } } })),
    );
  });

  it('tells answers on a shared response topic apart by their correlation data', async () => {
    await outside((packet, client) => {
      answer(packet, client, 'without correlation', false);
      const { responseTopic = '' } = packet.properties ?? {};
      client.publish(responseTopic, 'for another', { qos: 1, properties: { correlationData: Buffer.from('another') } });
      answer(packet, client, `re: ${packet.payload.toString()}`);
    }, 'shared');
    const client = await session();
    const asked = { topic: 'shared', responseTopic: 'shared/answers' };
    const [one, other] = await Promise.all([
      client.callTool('mqttRequest', { ...asked, payload: 'one', correlationData: 'AAE=' }),
      client.callTool('mqttRequest', { ...asked, payload: 'other' }),
    ]);
    expect(one.structured).toMatchObject({ correlationData: 'AAE=', responseTopic: 'shared/answers', response: { payload: 're: one' } });
    expect(other.structured).toMatchObject({ response: { payload: 're: other' } });
  });

  it('takes an answer that lacks correlation data on the topic it made for itself', async () => {
    await outside((packet, client) => answer(packet, client, 'plain', false), 'plain');
    const { structured } = await (await session()).callTool('mqttRequest', { topic: 'plain' });
    expect(structured).toMatchObject({ responseTopic: expect.stringMatching(/^mqttx-sse\/response\//), response: { payload: 'plain' } });
  });

  it('works without a session', async () => {
    await outside((packet, client) => answer(packet, client, 'stateless'), 'stateless');
    const result = toToolResult(await callModern(sidecar.origin, 'mqttRequest', { connection: 'plant', topic: 'stateless' }));
    expect(result.structured).toMatchObject({ connection: 'plant', response: { payload: 'stateless' } });
  });

  it('sends the properties asked for, and lets the request expire with its time-out', async () => {
    const seen: IPublishPacket[] = [];
    await outside((packet, client) => {
      seen.push(packet);
      answer(packet, client, 'x');
    }, 'props');
    const client = await session();
    await client.callTool('mqttRequest', {
      topic: 'props',
      payload: '{}',
      timeoutSeconds: 7,
      properties: { userProperties: { a: 'b' }, contentType: 'c' },
    });
    await client.callTool('mqttRequest', {
      topic: 'props',
      payload: '',
      properties: { messageExpiryInterval: 99, responseTopic: 'r', correlationData: 'AA==' },
    });
    expect(seen.map(({ properties }) => properties)).toMatchObject([
      { userProperties: { a: 'b' }, contentType: 'c', messageExpiryInterval: 7 },
      { messageExpiryInterval: 99, responseTopic: 'r', correlationData: Buffer.of(0) },
    ]);
  });

  it('says at once that nobody is subscribed, and after the time-out that nobody answers', async () => {
    await outside(() => {}, 'silent');
    const client = await session();
    const nobody = await client.callTool('mqttRequest', { topic: 'nobody/there', timeoutSeconds: 120 });
    expect([nobody.isError, nobody.text]).toEqual([true, expect.stringMatching(/no matching subscribers \(0x10\)/)]);
    const silent = await client.callTool('mqttRequest', { topic: 'silent', timeoutSeconds: 0.2 });
    expect([silent.isError, silent.text]).toEqual([true, expect.stringMatching(/no answer came on .* within 0\.2 s/)]);
  });

  it('needs a reply topic on MQTT 3.1.1, for one request at a time', async () => {
    const answers: (() => void)[] = [];
    await outside((_packet, client) => answers.push(() => client.publish('old/answers', 'old', { qos: 1 })), 'old');
    const client = await session({ protocolVersion: 4 });
    expect(await client.callTool('mqttRequest', { topic: 'old' })).toMatchObject({
      isError: true,
      text: expect.stringMatching(/"responseTopic"/),
    });
    const asked = { topic: 'old', responseTopic: 'old/answers', timeoutSeconds: 60 };
    const first = client.callTool('mqttRequest', asked);
    await broker.waitForLog(/\told\/answers \(QoS/);
    const second = await client.callTool('mqttRequest', asked);
    expect([second.isError, second.text]).toEqual([true, expect.stringMatching(/does not tell answers apart/)]);
    await expect.poll(() => answers.length).toBe(1);
    answers[0]?.();
    expect((await first).structured).toMatchObject({ correlationData: null, response: { payload: 'old' } });
  });

  it.each([
    [{ topic: 'a/+' }, /wildcard/],
    [{ topic: 'a', responseTopic: 'a/#' }, /wildcard/],
    [{ topic: 'a', correlationData: '%' }, /base64/],
    [{ topic: 'a', timeoutSeconds: 121 }, /"timeoutSeconds"/],
  ])('answers %j with a text that says what to do', async (given, text) => {
    const result = await (await session()).callTool('mqttRequest', given);
    expect([result.isError, result.text]).toEqual([true, expect.stringMatching(text)]);
  });
});

describe('MQTT 5 properties', () => {
  it('come to the model and go back to the broker as they were', async () => {
    const sent = {
      payloadFormatIndicator: true,
      messageExpiryInterval: 3_600,
      contentType: 'application/x-measure; v=1',
      responseTopic: 'back/to/sender',
      correlationData: Buffer.from([0, 255, 128]),
      userProperties: { unit: '°C', tag: ['one', 'two'] },
    };
    const returned = Promise.withResolvers<IPublishPacket>();
    const device = await outside((packet) => returned.resolve(packet), 'copy');
    await device.publishAsync('original', '21.5', { qos: 1, retain: true, properties: sent });
    const client = await session();
    const schema = z.object({ message: z.object({ payload: z.string(), properties: z.record(z.string(), z.unknown()) }) });
    const { message } = schema.parse((await client.callTool('mqttReadTopic', { topic: 'original' })).structured);
    expect(message.properties).toMatchObject({ ...sent, correlationData: 'AP+A', messageExpiryInterval: expect.any(Number) });
    const again = { ...message.properties, messageExpiryInterval: 3_600 };
    await client.callTool('mqttPublish', { topic: 'copy', payload: message.payload, qos: 1, properties: again });
    const { payload, properties } = await returned.promise;
    expect([payload.toString(), { ...properties }]).toEqual([
      '21.5',
      expect.objectContaining({ ...sent, messageExpiryInterval: expect.any(Number) }),
    ]);
  });
});
