/** The browser library against a whole sidecar with its embedded broker. */
import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connect } from '../../../sidecar/client/index.ts';
import type { ConfigInput } from '../../../sidecar/config/schema.ts';
import { until } from '../../support/polling.ts';
import { publish } from '../../support/publish.ts';
import { recordStream } from '../../support/recorded-stream.ts';
import { startTestSidecar } from '../../support/sidecar.ts';

/** Short pauses, and a broker of its own. */
async function start(config: ConfigInput = {}) {
  const sidecar = await startTestSidecar({
    embeddedBroker: { enabled: true, port: 0 },
    ...config,
    stream: { retryMs: 100, ...config.stream },
  });
  onTestFinished(() => sidecar.stop());
  const url = `${sidecar.origin}/mqttx`;
  return { sidecar, url, send: (topic: string, payload: string, more?: object) => publish(sidecar.origin, topic, payload, more) };
}

describe('subscriptions', () => {
  it('receive what matches them, over one stream', async () => {
    const { url, send } = await start();
    const { stream } = recordStream({ url, qos: 1 });
    const [kitchen, all]: [string[], string[]] = [[], []];
    stream.subscribe('home/kitchen/+', ({ topic }) => kitchen.push(topic));
    stream.subscribe(['home/#', 'garden/#'], ({ topic }) => all.push(topic));
    await until('the stream stands', () => stream.state === 'open');
    for (const topic of ['home/kitchen/light', 'home/hall', 'garden/pump', 'street']) await send(topic, 'on');
    await until('the last message is there', () => all.length === 3);
    expect(kitchen).toEqual(['home/kitchen/light']);
    expect(all).toEqual(['home/kitchen/light', 'home/hall', 'garden/pump']);
  });

  it('carry encoding, QoS, retained flag and time of each message', async () => {
    const { url, send } = await start();
    await send('a/kept', '21.5', { retain: true });
    const { messages } = recordStream({ url, qos: 1, encoding: 'json' }, 'a/#');
    await until('the retained message is there', () => messages.length === 1);
    expect(messages[0]).toEqual({
      id: expect.any(String),
      topic: 'a/kept',
      payload: 21.5,
      encoding: 'json',
      qos: 1,
      retain: true,
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
  });

  it('can be added while messages flow: the stream is opened again, none is lost and none comes twice', async () => {
    const { url, send } = await start();
    const { stream, messages, payloads, gaps } = recordStream({ url, qos: 1 }, 'a/#');
    await until('the stream stands', () => stream.state === 'open');
    const wanted = Array.from({ length: 200 }, (_, index) => String(index));
    const added: unknown[] = [];
    for (const payload of wanted) {
      await send('a/b', payload);
      if (payload === '50' || payload === '120') stream.subscribe(`other/${payload}`, (message) => added.push(message.payload));
    }
    await until('the last message is there', () => messages.length >= wanted.length);
    await until('the stream stands again', () => stream.state === 'open');
    expect(payloads()).toEqual(wanted);
    expect(gaps.every(({ afterSubscribe }) => afterSubscribe)).toBe(true);
    await send('other/120', 'new');
    await until('the added subscription receives', () => added.length === 1);
  });

  it('bring the retained messages of a topic that was added later', async () => {
    const { url, send } = await start();
    await send('b/kept', 'value', { retain: true });
    const { stream } = recordStream({ url }, 'a/#');
    await until('the stream stands', () => stream.state === 'open');
    const kept: unknown[] = [];
    stream.subscribe('b/#', ({ payload }) => kept.push(payload));
    await until('the retained message is there', () => kept.length === 1);
    expect(kept).toEqual(['value']);
  });

  it('end one by one; without any the stream is idle, and with the next it goes on', async () => {
    const { url, send } = await start();
    const { stream, payloads } = recordStream({ url, qos: 1 });
    const [first, second] = [stream.subscribe('a/1', () => {}), stream.subscribe('a/2', () => {})];
    await until('the stream stands', () => stream.state === 'open');
    await send('a/1', 'heard');
    await until('the message is there', () => payloads().length === 1);
    first();
    second();
    await until('the stream is idle', () => stream.state === 'idle');
    await send('a/1', 'while nobody listened');
    stream.subscribe('a/1', () => {});
    await until('what came meanwhile is there', () => payloads().length === 2);
    expect(payloads()).toEqual(['heard', 'while nobody listened']);
  });
});

describe('listeners', () => {
  it('that return a promise hold the next message back, and the resume point with it', async () => {
    const { url, send } = await start();
    const { stream, messages } = recordStream({ url, qos: 1 });
    const { promise, resolve } = Promise.withResolvers<void>();
    stream.subscribe('a/#', ({ payload }) => (payload === '2' ? promise : undefined));
    await until('the stream stands', () => stream.state === 'open');
    for (const payload of ['1', '2', '3']) await send('a/b', payload);
    await until('the second is being dealt with', () => messages.length === 2);
    expect(stream.lastEventId).toBe(messages[0]?.id);
    resolve();
    await until('the third is there', () => messages.length === 3);
    await until('the resume point follows', () => stream.lastEventId === messages[2]?.id);
  });

  it('can be a loop, which ends when the stream is closed', async () => {
    const { url, send } = await start();
    const stream = connect({ url, qos: 1 });
    const seen: unknown[] = [];
    const loop = (async () => {
      for await (const { payload } of stream.messages('a/#')) {
        seen.push(payload);
        if (payload === '3') stream.close();
      }
    })();
    await until('the stream stands', () => stream.state === 'open');
    for (const payload of ['1', '2', '3']) await send('a/b', payload);
    await loop;
    expect(seen).toEqual(['1', '2', '3']);
    expect(stream.state).toBe('closed');
  });

  it('are called no more once the signal is aborted', async () => {
    const { url, send } = await start();
    const abort = new AbortController();
    const { stream, messages } = recordStream({ url, qos: 1, signal: abort.signal }, 'a/#');
    const witness = recordStream({ url, qos: 1 }, 'a/#');
    await until('both streams stand', () => stream.state === 'open' && witness.stream.state === 'open');
    abort.abort();
    await send('a/b', 'too late');
    await until('another stream has it', () => witness.messages.length === 1);
    expect(stream.state).toBe('closed');
    expect(messages).toEqual([]);
  });
});

describe('large messages and batches', () => {
  it('come together again from chunks, bit for bit, with the small ones around them in order', async () => {
    const { url, send } = await start({ stream: { chunkBytes: 65_536 }, limits: { bodyBytes: 8 * 1024 * 1024 } });
    const { stream, messages } = recordStream({ url, qos: 1 }, 'a/#');
    await until('the stream stands', () => stream.state === 'open');
    const bytes = randomBytes(3_000_000);
    await send('a/b', 'before');
    await send('a/large', bytes.toString('base64'), { encoding: 'base64' });
    await send('a/b', 'after');
    await until('all are there', () => messages.length === 3);
    expect(messages.map(({ topic }) => topic)).toEqual(['a/b', 'a/large', 'a/b']);
    expect(Buffer.from(messages[1]?.raw ?? []).equals(bytes)).toBe(true);
    expect(messages[1]).toMatchObject({ topic: 'a/large', encoding: 'base64', qos: 1 });
  });

  it('are taken out of batches', async () => {
    const { url, send } = await start();
    const { stream, payloads, messages } = recordStream({ url, qos: 1, batch: 100 }, 'a/#');
    await until('the stream stands', () => stream.state === 'open');
    const wanted = Array.from({ length: 30 }, (_, index) => String(index));
    await Promise.all(wanted.map((payload) => send('a/b', payload)));
    await until('all are there', () => messages.length === wanted.length);
    expect(new Set(payloads())).toEqual(new Set(wanted));
    expect(messages.at(-1)?.id).toBeDefined();
    expect(messages.some(({ id }) => id === undefined)).toBe(true);
  });
});

describe('resuming', () => {
  it('goes on in another run after the message that was dealt with last', async () => {
    const { url, send } = await start();
    const first = recordStream({ url, qos: 1 }, 'a/#');
    await until('the stream stands', () => first.stream.state === 'open');
    await send('a/b', '1');
    await until('the first is there', () => first.messages.length === 1);
    first.stream.close();
    await send('a/b', '2');
    const lastEventId = first.stream.lastEventId ?? '';
    const second = recordStream({ url, qos: 1, lastEventId }, 'a/#');
    await until('the second is there', () => second.messages.length === 1);
    expect(second.payloads()).toEqual(['2']);
    expect(second.gaps).toEqual([]);
  });

  it('tells the gap when the point is from another log', async () => {
    const { url } = await start();
    const { gaps } = recordStream({ url, lastEventId: 'elsewhere-000000000000007' }, 'a/#');
    await until('the gap is told', () => gaps.length === 1);
    expect(gaps).toEqual([{ reason: 'epoch-changed', dropped: null }]);
  });

  it('finds the sidecar again after a restart on the same port', async () => {
    const { url, sidecar } = await start();
    const { stream, payloads } = recordStream({ url, qos: 1 }, 'a/#');
    await until('the stream stands', () => stream.state === 'open');
    await sidecar.stop();
    await until('it is noticed', () => stream.state !== 'open');
    const again = await start({ server: { port: sidecar.port } });
    await until('the stream stands again', () => stream.state === 'open');
    await again.send('a/b', 'after the restart');
    await until('the message is there', () => payloads().length === 1);
    expect(payloads()).toEqual(['after the restart']);
  });
});

describe('access', () => {
  const auth = { mode: 'token', token: 'correct-horse-battery-staple' } as const;

  it('is refused without the token and told, then granted with it', async () => {
    const { url } = await start({ auth });
    let token = 'wrong';
    const { stream, errors } = recordStream({ url, token: () => token }, 'a/#');
    await until('it is told', () => errors.length > 0);
    expect(errors[0]).toMatchObject({ code: 'refused', status: 401 });
    token = auth.token;
    await until('the stream stands', () => stream.state === 'open');
  });

  it('is granted by a ticket that somebody else got, as the page’s own server', async () => {
    const { url } = await start({ auth });
    let asked = 0;
    const { stream, errors } = recordStream(
      {
        url,
        qos: 1,
        async ticket(query) {
          asked += 1;
          const response = await fetch(`${url}/api/v1/tickets`, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json', 'Authorization': `Bearer ${auth.token}` },
            body: JSON.stringify(query),
          });
          const { ticket } = await response.json();
          return ticket;
        },
      },
      'a/#',
    );
    await until('the stream stands', () => stream.state === 'open');
    stream.subscribe('b/#', () => {});
    // The state in between may be too short to be seen.
    await until('it is opened again with another ticket', () => asked === 2 && stream.state === 'open');
    expect(errors).toEqual([]);
  });

  it('to an invalid filter is refused in words, and mended by ending that subscription', async () => {
    const { url } = await start();
    const { stream, errors } = recordStream({ url }, 'fine/#');
    const end = stream.subscribe('a/#/b', () => {});
    await until('it is told', () => errors.length > 0);
    expect(errors[0]).toMatchObject({ code: 'refused', status: 400, problem: 'invalid-topic-filter' });
    end();
    await until('the stream stands', () => stream.state === 'open');
  });

  it('to a broker that is not there opens the stream and tells the state', async () => {
    const sidecar = await startTestSidecar({ profiles: { local: { url: 'mqtt://127.0.0.1:9' } } });
    onTestFinished(() => sidecar.stop());
    const { brokers } = recordStream({ url: `${sidecar.origin}/mqttx` }, 'a/#');
    await until('the state is told', () => brokers.length > 0);
    expect(brokers[0]).toMatchObject({ state: expect.stringMatching(/connecting/) });
  });
});
