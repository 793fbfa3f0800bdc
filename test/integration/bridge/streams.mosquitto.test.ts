import { beforeAll, afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startMosquitto, type Mosquitto } from '../../support/mosquitto.ts';
import { openReadyConnection, text } from '../../support/mqtt.ts';
import { until } from '../../support/polling.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';
import { StreamClient } from '../../support/stream-client.ts';

let broker: Mosquitto;
let sidecar: TestSidecar;

beforeAll(async () => {
  broker = await startMosquitto();
  // No heartbeat comes between the comments that a test counts.
  sidecar = await startTestSidecar({ profiles: { local: { url: broker.url } }, stream: { heartbeatSeconds: 3_600 } });
});

afterAll(async () => {
  await sidecar.stop();
  await broker.dispose();
});

async function publisher() {
  const { connection } = await openReadyConnection(broker.url);
  return (topic: string, payload: string | Buffer, more: Parameters<typeof text>[2] = {}) =>
    connection.publish({ ...text(topic, ''), payload: Buffer.from(payload), qos: 1, ...more });
}

const filter = (...topics: string[]): string => topics.map((topic) => `topic=${encodeURIComponent(topic)}`).join('&');

describe('the head', () => {
  it('opens with what EventSource and proxies need, and with a comment and a jittered retry at once', async () => {
    await using stream = await StreamClient.open(sidecar.origin, filter('head/#'), { Origin: 'http://localhost:5173' });
    expect(stream.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'access-control-allow-origin': 'http://localhost:5173',
      'access-control-expose-headers': expect.stringContaining('MQTTX-Last-Event-ID'),
      'mqttx-last-event-id': expect.stringMatching(/^\w+-\d{15}/),
    });
    await expect.poll(() => stream.comments).toBe(1);
    const retry = Number(stream.events[0]?.retry);
    expect(retry).toBeGreaterThanOrEqual(1_600);
    expect(retry).toBeLessThanOrEqual(2_400);
  });

  it('asks each client to come back after another time, within a fifth of what is configured', async () => {
    const waits = new Set<number>();
    for (let count = 0; count < 20; count += 1) {
      await using stream = await StreamClient.open(sidecar.origin, filter('head/retry'));
      await until('the wait is told', () => stream.events.some(({ retry }) => retry !== undefined));
      waits.add(Number(stream.events[0]?.retry));
    }
    expect(waits.size).toBeGreaterThan(10);
    for (const wait of waits) expect([wait, wait >= 1_600 && wait <= 2_400]).toEqual([wait, true]);
  });

  it('refuses other methods with 405 and says which one is served', async () => {
    for (const method of ['HEAD', 'POST', 'PUT']) {
      const response = await fetch(`${sidecar.origin}/mqttx/stream?topic=a`, { method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
    }
  });

  it.each([
    ['', 'topic'],
    ['topic=', 'empty'],
    ['topic=a%2F%23%2Fb', '#'],
    ['topic=a&qos=3', 'qos'],
    ['topic=a&encoding=utf16', 'encoding'],
    ['topic=a&batch=-1', 'batch'],
    ['topic=a&batch=50&batch_max=0', 'batch_max'],
    ['topic=a&retained=maybe', 'retained'],
    ['topic=a&qos=1&qos=2', 'qos'],
    ['topic=a&connection=nobody', 'nobody'],
    ['topic=%FF', 'UTF-8'],
    ['topic=100%', '%25'],
  ])('refuses ?%s as a problem that names what is wrong', async (query, word) => {
    const response = await fetch(`${sidecar.origin}/mqttx/stream?${query}`);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect([400, 404]).toContain(response.status);
    expect(await response.text()).toContain(word);
  });
});

describe('messages', () => {
  it('come with id, topic, payload, encoding, QoS, flags, time and MQTT 5 properties', async () => {
    const publish = await publisher();
    await using stream = await StreamClient.open(sidecar.origin, `${filter('m/#')}&qos=1`);
    await publish('m/1', '21.5', {
      properties: {
        contentType: 'text/plain',
        responseTopic: 'm/reply',
        correlationData: Buffer.from([0, 255]),
        userProperties: { unit: '°C', tag: ['a', 'b'] },
        messageExpiryInterval: 60,
        payloadFormatIndicator: true,
      },
    });
    const [message] = await stream.untilMessages(1);
    expect(message).toEqual({
      topic: 'm/1',
      payload: '21.5',
      encoding: 'utf8',
      qos: 1,
      retain: false,
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      properties: {
        contentType: 'text/plain',
        responseTopic: 'm/reply',
        correlationData: 'AP8=',
        userProperties: { unit: '°C', tag: ['a', 'b'] },
        messageExpiryInterval: 60,
        payloadFormatIndicator: true,
      },
    });
    expect(stream.lastEventId).toMatch(/^\w+-\d{15}$/);
  });

  it('come in the encoding that was asked for, and say so where it does not fit', async () => {
    const publish = await publisher();
    const asked = ['auto', 'utf8', 'json', 'base64', 'hex'];
    const streams = await Promise.all(
      asked.map((encoding) => StreamClient.open(sidecar.origin, `${filter('enc/#')}&encoding=${encoding}`)),
    );
    await publish('enc/1', '{"v":1}');
    await publish('enc/2', Buffer.from([0xff, 0x00]));
    await publish('enc/3', '');
    const seen = await Promise.all(streams.map((stream) => stream.untilMessages(3)));
    expect(seen.map((messages) => messages.map(({ payload, encoding }) => [encoding, payload]))).toEqual([
      [
        ['utf8', '{"v":1}'],
        ['base64', '/wA='],
        ['utf8', ''],
      ],
      [
        ['utf8', '{"v":1}'],
        ['base64', '/wA='],
        ['utf8', ''],
      ],
      [
        ['json', { v: 1 }],
        ['base64', '/wA='],
        ['base64', ''],
      ],
      [
        ['base64', 'eyJ2IjoxfQ=='],
        ['base64', '/wA='],
        ['base64', ''],
      ],
      [
        ['hex', '7b2276223a317d'],
        ['hex', 'ff00'],
        ['hex', ''],
      ],
    ]);
    for (const stream of streams) stream.close();
  });

  it('come once although several filters of the stream match, and in order', async () => {
    const publish = await publisher();
    await using stream = await StreamClient.open(sidecar.origin, `${filter('o/#', 'o/+', 'o/1', 'p')}&qos=1`);
    for (let n = 0; n < 50; n += 1) await publish(n % 2 === 0 ? 'o/1' : 'o/x/y', String(n));
    await publish('p', 'last');
    await expect.poll(() => stream.payloads.at(-1)).toBe('last');
    expect(stream.payloads).toEqual([...Array.from({ length: 50 }, (_none, n) => String(n)), 'last']);
  });

  it('follow the wildcard rules: levels, empty levels, the parent of #, and topics that begin with $', async () => {
    const publish = await publisher();
    const filters = ['w/+/c', 'w/#', '+/b/+', '/+', 'w//c', '#', '+/+'];
    const streams = await Promise.all(filters.map((one) => StreamClient.open(sidecar.origin, `${filter(one)}&retained=false`)));
    const topics = ['w', 'w/b/c', 'w//c', '/x', 'w/', 'zz/b/'];
    for (const topic of topics) await publish(topic, topic);
    const wanted = [['w/b/c', 'w//c'], ['w', 'w/b/c', 'w//c', 'w/'], ['w/b/c', 'zz/b/'], ['/x'], ['w//c'], topics, ['/x', 'w/']];
    for (const [index, stream] of streams.entries()) {
      await expect.poll(() => stream.messages.map(({ topic }) => topic).filter((topic) => topics.includes(topic))).toEqual(wanted[index]);
      expect(stream.messages.some(({ topic }) => topic.startsWith('$'))).toBe(false);
      stream.close();
    }
  });

  it('of $SYS come to those who ask for them by name', async () => {
    await using stream = await StreamClient.open(sidecar.origin, filter('$SYS/broker/version'));
    const [message] = await stream.untilMessages(1);
    expect(message).toMatchObject({ topic: '$SYS/broker/version', retain: true, payload: expect.stringContaining('mosquitto') });
  });

  it('of topics of 65,535 bytes reach a wildcard, and UTF-8 of every length goes through', async () => {
    const publish = await publisher();
    await using stream = await StreamClient.open(sidecar.origin, filter('long/#', 'ü/€/😀'));
    const topic = `long/${'x'.repeat(65_530)}`;
    await publish(topic, 'long');
    await publish('ü/€/😀', 'é\u0000\r\n\u2028');
    const messages = await stream.untilMessages(2);
    expect(messages.map(({ topic: name, payload }) => [name, payload])).toEqual([
      [topic, 'long'],
      ['ü/€/😀', 'é\u0000\r\n\u2028'],
    ]);
  });
});

describe('retained messages', () => {
  it('come to every reader of a shared subscription once, marked, and not with retained=false', async () => {
    const publish = await publisher();
    await publish('kept/1', 'one', { retain: true });
    await publish('kept/2', 'two', { retain: true });
    await using first = await StreamClient.open(sidecar.origin, filter('kept/#'));
    expect((await first.untilMessages(2)).map(({ payload, retain }) => [payload, retain])).toEqual([
      ['one', true],
      ['two', true],
    ]);
    await using second = await StreamClient.open(sidecar.origin, filter('kept/#', 'kept/+'));
    await using without = await StreamClient.open(sidecar.origin, `${filter('kept/#')}&retained=false`);
    await second.untilMessages(2);
    await publish('kept/1', 'live', { retain: true });
    for (const [stream, payloads] of [
      [first, ['one', 'two', 'live']],
      [second, ['one', 'two', 'live']],
      [without, ['live']],
    ] as const) {
      await expect.poll(() => stream.payloads).toEqual(payloads);
    }
  });

  it('come to two hundred readers at once with a few SUBSCRIBEs', async () => {
    const publish = await publisher();
    await publish('many/1', 'value', { retain: true });
    const streams = await Promise.all(Array.from({ length: 200 }, () => StreamClient.open(sidecar.origin, filter('many/#'))));
    await Promise.all(streams.map((stream) => stream.untilMessages(1)));
    expect(broker.log().split('many/# (QoS 0)').length - 1).toBeLessThan(100);
    for (const stream of streams) {
      expect(stream.payloads).toEqual(['value']);
      stream.close();
    }
  });
});

describe('batches', () => {
  it('hold the messages of one window, at most batch_max, with the id of the last', async () => {
    const publish = await publisher();
    await using single = await StreamClient.open(sidecar.origin, `${filter('b/#')}&qos=1`);
    await using stream = await StreamClient.open(sidecar.origin, `${filter('b/#')}&qos=1&batch=300&batch_max=4`);
    for (let n = 0; n < 10; n += 1) await publish('b/1', String(n));
    await stream.untilMessages(10);
    await single.untilMessages(10);
    expect(stream.payloads).toEqual(single.payloads);
    const sizes = stream.named('batch').map(({ data }) => z.array(z.unknown()).parse(JSON.parse(data)).length);
    expect(sizes).toEqual([4, 4, 2]);
    expect(stream.named('batch').map(({ id }) => id)).toEqual([3, 7, 9].map((index) => single.named('message')[index]?.id));
  });
});
