import { once } from 'node:events';
import { expect, it } from 'vitest';
import type { ConfigInput } from '../../../sidecar/config/schema.ts';
import { exchange, openSocket } from '../../support/http.ts';
import { publish } from '../../support/publish.ts';
import { startTestSidecar } from '../../support/sidecar.ts';
import { StreamClient } from '../../support/stream-client.ts';
import { signShared } from '../../support/tokens.ts';

const broker: ConfigInput = { embeddedBroker: { enabled: true, port: 0 } };
const SECRET = 'a secret of more than thirty-two bytes';

it.each([1, true])(
  'Streams are limited by address, as a trusted proxy (%s) tells it, and an IPv6 network counts as one',
  async (trustProxy) => {
    await using sidecar = await startTestSidecar({ ...broker, server: { trustProxy }, limits: { streamsPerAddress: 1 } });
    const open = (address: string) => StreamClient.open(sidecar.origin, 'topic=a', { 'X-Forwarded-For': address });
    await using _first = await open('192.0.2.1');
    await using _second = await open('192.0.2.2');
    await expect(open('192.0.2.1')).rejects.toThrow(/^429: .*limits\.streamsPerAddress/);
    await using _third = await open('2001:db8::1');
    await expect(open('2001:db8::2')).rejects.toThrow(/^429: /);
    await using _fourth = await open('2001:db8:0:1::1');
  },
);

it('Streams are limited by user, whatever the address, and another user is not touched', async () => {
  await using sidecar = await startTestSidecar({
    ...broker,
    auth: { mode: 'jwt', jwt: { secret: SECRET } },
    limits: { streamsPerUser: 1 },
  });
  const open = async (sub: string) =>
    StreamClient.open(sidecar.origin, 'topic=a', {
      Authorization: `Bearer ${await signShared(SECRET, { sub, acl: { all: ['#'] } })}`,
    });
  await using _first = await open('anna');
  await expect(open('anna')).rejects.toThrow(/^429: .*limits\.streamsPerUser/);
  await using _other = await open('bert');
});

it('A head that is too large or does not come to an end is refused', async () => {
  await using sidecar = await startTestSidecar({ ...broker, limits: { headerBytes: 1_024, headerSeconds: 0.2 } });
  expect(await exchange(sidecar.port, `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'y'.repeat(1_024)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
  const slow = openSocket(sidecar.port);
  let answer = '';
  slow.on('data', (bytes) => {
    answer += String(bytes);
  });
  slow.write('GET / HTTP/1.1\r\nHos');
  await once(slow, 'close');
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
});

it('Publishing over the HTTP API is limited by user, who is told when to go on', async () => {
  await using sidecar = await startTestSidecar({ ...broker, limits: { apiPublishesPerMinute: 1 } });
  await publish(sidecar.origin, 'a', '1');
  await expect(publish(sidecar.origin, 'a', '2')).rejects.toThrow(/429: .*Try again in \d+ s/);
});

it('Subscriptions without a reader are limited, and so are the levels of a filter', async () => {
  await using sidecar = await startTestSidecar({ ...broker, limits: { subscriptions: 1 } });
  const subscribe = async (topic: string) => {
    const response = await fetch(`${sidecar.origin}/mqttx/api/v1/connections/local/subscriptions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ topic }),
    });
    return { status: response.status, text: await response.text() };
  };
  expect(await subscribe('a')).toMatchObject({ status: 201 });
  expect(await subscribe('a')).toMatchObject({ status: 201 });
  expect(await subscribe('b')).toMatchObject({ status: 429, text: expect.stringContaining('limits.subscriptions') });
  expect(await subscribe('a/'.repeat(200))).toMatchObject({ status: 400, text: expect.stringContaining('201 levels; the limit is 200') });
});
