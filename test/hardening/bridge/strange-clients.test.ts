import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchange, openSocket } from '../../support/http.ts';
import { until } from '../../support/polling.ts';
import { publish } from '../../support/publish.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';
import { StreamClient } from '../../support/stream-client.ts';

let sidecar: TestSidecar;

beforeAll(async () => {
  sidecar = await startTestSidecar({
    embeddedBroker: { enabled: true, port: 0 },
    stream: { heartbeatSeconds: 0.1 },
    admin: { token: 'test' },
  });
});

afterAll(() => sidecar.stop());

async function openStreams(): Promise<number> {
  const text = await (await fetch(`${sidecar.origin}/metrics`)).text();
  return Number(/^mqttx_sse_streams (\d+)$/m.exec(text)?.[1]);
}

async function noStreams(): Promise<void> {
  await until('no stream is left', async () => (await openStreams()) === 0);
}

/** Still serves. */
async function lives(): Promise<boolean> {
  await using stream = await StreamClient.open(sidecar.origin, 'topic=alive&qos=1');
  await publish(sidecar.origin, 'alive', 'yes');
  await stream.untilMessages(1);
  return true;
}

/** Sends the bytes and gives what has come once it fits. */
async function receive(bytes: string, fits: (text: string) => boolean): Promise<string> {
  const socket = openSocket(sidecar.port);
  let text = '';
  socket.setEncoding('utf8').on('data', (data: string) => {
    text += data;
  });
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(bytes);
  await until('the answer fits', () => fits(text));
  socket.destroy();
  return text;
}

describe('HTTP as it comes', () => {
  it('gives HTTP/1.0 a body without chunks, ended by the connection', async () => {
    const text = receive('GET /mqttx/stream?topic=old HTTP/1.0\r\nHost: localhost\r\n\r\n', (seen) => seen.includes('"hello"'));
    await until('the stream is open', async () => (await openStreams()) === 1);
    await publish(sidecar.origin, 'old', 'hello');
    const [head = '', body = ''] = (await text).split(/\r\n\r\n(.*)/s);
    expect(head).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(head).toMatch(/^Connection: close$/im);
    expect(head).not.toMatch(/transfer-encoding/i);
    expect(body).toMatch(/^retry: \d+\n\n:\n\n/);
    expect(body).not.toContain('\r\n');
  });

  it('gives HTTP/1.1 chunks whose lengths are right', async () => {
    const text = receive('GET /mqttx/stream?topic=new HTTP/1.1\r\nHost: localhost\r\n\r\n', (seen) => seen.includes('"ü"'));
    await until('the stream is open', async () => (await openStreams()) === 1);
    await publish(sidecar.origin, 'new', 'ü');
    let rest = Buffer.from((await text).replace(/^.*?\r\n\r\n/s, ''));
    while (rest.length > 0) {
      const end = rest.indexOf('\r\n');
      const size = Number.parseInt(rest.subarray(0, end).toString(), 16);
      expect(rest.subarray(end + 2 + size, end + 4 + size).toString()).toBe('\r\n');
      rest = rest.subarray(end + 4 + size);
    }
  });

  it('gives everything back when a client goes away, ends its side, or sends on', async () => {
    for (let round = 0; round < 20; round += 1) {
      const socket = openSocket(sidecar.port);
      socket.on('error', () => {});
      socket.resume();
      await once(socket, 'connect');
      socket.write('GET /mqttx/stream?topic=away HTTP/1.1\r\nHost: localhost\r\n\r\n');
      if (round % 4 > 0) await until('the stream is open', async () => (await openStreams()) > 0);
      if (round % 4 === 1) socket.end();
      else if (round % 4 === 2) socket.resetAndDestroy();
      else if (round % 4 === 3) socket.write('x'.repeat(100_000), () => socket.destroy());
      else socket.destroy();
    }
    await noStreams();
    expect(await lives()).toBe(true);
  });

  it('refuses a GET with a body that does not come, and cuts a connection with a request pipelined behind a stream', async () => {
    const refused = await receive('GET /mqttx/stream?topic=a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n', (text) =>
      text.includes('}'),
    );
    expect(refused).toMatch(/^HTTP\/1\.1 400 /);
    const twice = 'GET /mqttx/stream?topic=a HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(2);
    expect(await exchange(sidecar.port, twice).catch(() => '')).toBe('');
    await noStreams();
    expect(await lives()).toBe(true);
  });
});

describe('what is meant to harm', () => {
  it('is refused: headers and addresses that are too long, and lines in an id', async () => {
    expect(
      await exchange(sidecar.port, `GET /mqttx/stream?topic=a HTTP/1.1\r\nHost: localhost\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`),
    ).toMatch(/^HTTP\/1\.1 431 /);
    expect(await exchange(sidecar.port, `GET /mqttx/stream?topic=${'y'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 /,
    );
    await using stream = await StreamClient.open(
      sidecar.origin,
      `topic=a&last_event_id=${encodeURIComponent('x\r\n\r\nevent: evil\r\ndata: 1')}`,
    );
    await stream.untilNamed('gap');
    expect(stream.events.some(({ event }) => event === 'evil')).toBe(false);
    expect(stream.headers['mqttx-last-event-id']).toMatch(/^[\w.-]+$/);
  });

  it('does not hold the server up: half a request, and readers that open and never read', async () => {
    const sockets = await Promise.all(
      Array.from({ length: 100 }, async (_none, index) => {
        const socket = openSocket(sidecar.port);
        socket.on('error', () => {});
        socket.pause();
        await once(socket, 'connect');
        socket.write(
          index % 2 === 0
            ? 'GET /mqttx/stream?topic=a HTTP/1.1\r\nHos'
            : 'GET /mqttx/stream?topic=alive HTTP/1.1\r\nHost: localhost\r\n\r\n',
        );
        return socket;
      }),
    );
    await until('the streams are open', async () => (await openStreams()) === 50);
    expect(await lives()).toBe(true);
    for (const socket of sockets) socket.destroy();
    await noStreams();
  });

  it('is limited: streams in all, with the time after which to come back', async () => {
    await using small = await startTestSidecar({ embeddedBroker: { enabled: true, port: 0 }, limits: { streams: 2 } });
    const first = await StreamClient.open(small.origin, 'topic=a');
    await using _second = await StreamClient.open(small.origin, 'topic=a');
    const refused = await fetch(`${small.origin}/mqttx/stream?topic=a`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, expect.any(String)]);
    first.close();
    await until('there is room again', async () => {
      const response = await fetch(`${small.origin}/mqttx/stream?topic=a`);
      await response.body?.cancel();
      return response.ok;
    });
  });
});
