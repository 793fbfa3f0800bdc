/** What the library does when the stream is refused, cut, silent or damaged; the server is scripted. */
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { until } from '../../support/polling.ts';
import { recordStream } from '../../support/recorded-stream.ts';
import { chunkTexts, eventText, messageData, messageText, refuse, startStreamServer, streamOf } from '../../support/stream-server.ts';

describe('a stream that ends', () => {
  it('is opened again where it stood, by the id of the last event', async () => {
    const server = await startStreamServer(streamOf(messageText('1', 'e-1'), { end: true }), streamOf(messageText('2', 'e-2')));
    const { payloads, states, stream } = recordStream({ url: server.url }, 'a/#');
    await until('the second message is there', () => payloads().length === 2);
    expect(payloads()).toEqual(['1', '2']);
    expect(server.queries.map((query) => query.get('last_event_id'))).toEqual([null, 'e-1']);
    expect(states).toEqual(['connecting', 'open', 'waiting', 'connecting', 'open']);
    expect(stream.lastEventId).toBe('e-2');
  });

  it('goes on from where it began when it was cut before its first event', async () => {
    const head = { headers: { 'MQTTX-Last-Event-ID': 'e-0' } };
    const server = await startStreamServer(streamOf('', { end: true, ...head }), streamOf(messageText('1', 'e-1'), head));
    const { payloads } = recordStream({ url: server.url }, 'a/#');
    await until('the message is there', () => payloads().length === 1);
    expect(server.queries[1]?.get('last_event_id')).toBe('e-0');
  });

  it('is opened again when it is cut in the middle of an event, which is not delivered half', async () => {
    const server = await startStreamServer(
      (response, query) => {
        streamOf(messageText('1', 'e-1') + messageText('2', 'e-2').slice(0, 40))(response, query);
        setImmediate(() => response.destroy());
      },
      streamOf(messageText('2', 'e-2')),
    );
    const { payloads, errors } = recordStream({ url: server.url }, 'a/#');
    await until('the second message is there', () => payloads().length === 2);
    expect(errors.map(({ code }) => code)).toEqual(['network']);
    expect(server.queries[1]?.get('last_event_id')).toBe('e-1');
  });

  it('is opened again when nothing comes for too long, as over a connection that died unnoticed', async () => {
    const server = await startStreamServer(streamOf(messageText('1', 'e-1')));
    const { errors } = recordStream({ url: server.url, silenceMs: 60 }, 'a/#');
    await until('it is opened again', () => server.queries.length > 1);
    expect(errors[0]).toMatchObject({ code: 'network', message: 'Nothing came for 60 ms' });
  });
});

describe('a stream that is refused', () => {
  it.each([400, 401, 403])('tells the status %i with the words of the problem, and goes on trying', async (status) => {
    const problem = { code: 'some-code', detail: 'What happened.', hint: 'What to do.' };
    const server = await startStreamServer(refuse(status, problem), streamOf(messageText('1', 'e-1')));
    const { errors, payloads } = recordStream({ url: server.url }, 'a/#');
    await until('the message is there', () => payloads().length === 1);
    expect(errors).toEqual([expect.objectContaining({ code: 'refused', status, problem: 'some-code' })]);
    expect(errors[0]?.message).toBe(`Refused with ${status}. What happened. What to do.`);
  });

  it('is told apart from a page that a web server sends in place of a stream', async () => {
    const server = await startStreamServer(
      (response) => void response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end('<!doctype html>'),
      streamOf(messageText('1', 'e-1')),
    );
    const { errors, payloads, states } = recordStream({ url: server.url }, 'a/#');
    await until('the message is there', () => payloads().length === 1);
    expect(errors).toEqual([expect.objectContaining({ code: 'refused', status: 200 })]);
    expect(errors[0]?.message).toBe('Refused with 200. text/html; charset=utf-8');
    expect(states).toEqual(['connecting', 'waiting', 'connecting', 'open']);
  });

  it('is told although the words of the refusal never end', async () => {
    const server = await startStreamServer(
      (response) => void response.writeHead(503, { 'Content-Type': 'application/problem+json' }).write('{'),
      streamOf(messageText('1', 'e-1')),
    );
    const { errors, payloads } = recordStream({ url: server.url, silenceMs: 60 }, 'a/#');
    await until('the message is there', () => payloads().length === 1);
    expect(errors[0]).toMatchObject({ code: 'refused', status: 503 });
  });

  it('waits as long as Retry-After asks, and no longer once it is closed', async () => {
    const server = await startStreamServer(refuse(429, {}, { 'Retry-After': '3600' }));
    const { stream, states } = recordStream({ url: server.url }, 'a/#');
    await until('it waits', () => stream.state === 'waiting');
    stream.close();
    expect(states.at(-1)).toBe('closed');
    expect(server.queries).toHaveLength(1);
  });

  it('asks for a new token at every attempt', async () => {
    const server = await startStreamServer(refuse(401), streamOf(messageText('1', 'e-1')));
    let count = 0;
    const { payloads } = recordStream({ url: server.url, token: () => `token ${(count += 1)}` }, 'a/#');
    await until('the message is there', () => payloads().length === 1);
    expect(server.authorizations).toEqual(['Bearer token 1', 'Bearer token 2']);
  });

  it('keeps a ticket over cuts, and gets another when it was refused or ran out', async () => {
    const server = await startStreamServer(
      streamOf(messageText('1', 'e-1'), { end: true }),
      refuse(401),
      streamOf(`${messageText('2', 'e-2')}event: auth-expired\ndata: {}\n\n`, { end: true }),
      streamOf(messageText('3', 'e-3')),
    );
    const asked: (readonly string[])[] = [];
    const ticket = ({ topic }: { topic: readonly string[] }): string => `ticket ${asked.push(topic)}`;
    const { payloads } = recordStream({ url: server.url, ticket }, 'a/#');
    await until('the third message is there', () => payloads().length === 3);
    expect(server.queries.map((query) => query.get('ticket'))).toEqual(['ticket 1', 'ticket 1', 'ticket 2', 'ticket 3']);
    expect(asked).toEqual([['a/#'], ['a/#'], ['a/#']]);
  });

  it('tells when no ticket can be had, and asks again', async () => {
    const server = await startStreamServer(streamOf(messageText('1', 'e-1')));
    let count = 0;
    const ticket = async (): Promise<string> => {
      count += 1;
      if (count === 1) throw new Error('The shop is closed.');
      return 'ticket';
    };
    const { payloads, errors } = recordStream({ url: server.url, ticket }, 'a/#');
    await until('the message is there', () => payloads().length === 1);
    expect(errors).toEqual([expect.objectContaining({ code: 'network', message: 'Error: The shop is closed.' })]);
  });
});

describe('events that are damaged or come twice', () => {
  const payload = randomBytes(5000);

  it('reports a chunk with a turned bit and asks for the message again', async () => {
    const server = await startStreamServer(
      streamOf(messageText('before', 'e-1') + chunkTexts(payload, 1000, 'e-2', 3) + messageText('after', 'e-3')),
      streamOf(chunkTexts(payload, 1000, 'e-2') + messageText('after', 'e-3')),
    );
    const { payloads, errors, messages, gaps } = recordStream({ url: server.url }, 'a/#');
    await until('all three messages are there', () => messages.length === 3);
    expect(errors).toEqual([expect.objectContaining({ code: 'checksum', message: 'Damaged message: CRC-32 of chunk 3' })]);
    expect(server.queries[1]?.get('last_event_id')).toBe('e-1');
    expect(payloads()).toEqual(['before', payload.toString('base64'), 'after']);
    expect(messages[1]).toMatchObject({ id: 'e-2', raw: new Uint8Array(payload) });
    expect(gaps).toEqual([]);
  });

  it('passes over a message that is damaged three times, and tells the gap', async () => {
    const server = await startStreamServer(
      ...[1, 2, 3].map(() => streamOf(chunkTexts(payload, 1000, 'e-2', 0))),
      streamOf(messageText('after', 'e-3')),
    );
    const { payloads, errors, gaps } = recordStream({ url: server.url }, 'a/#');
    await until('the next message is there', () => payloads().length === 1);
    expect(payloads()).toEqual(['after']);
    expect(errors.map(({ code }) => code)).toEqual(['checksum', 'checksum', 'checksum']);
    expect(gaps).toEqual([{ reason: 'corrupt', dropped: 1 }]);
    expect(server.queries.map((query) => query.get('last_event_id'))).toEqual([null, null, null, 'e-2']);
  });

  it('forgets the first half of a message when the stream is cut in its middle', async () => {
    const chunks = chunkTexts(payload, 1000, 'e-2');
    const server = await startStreamServer(streamOf(chunks.slice(0, 4000), { end: true }), streamOf(chunks));
    const { messages, errors } = recordStream({ url: server.url }, 'a/#');
    await until('the message is there', () => messages.length === 1);
    expect(messages[0]?.raw).toEqual(new Uint8Array(payload));
    expect(errors).toEqual([]);
  });

  it('marks what it delivered before, and nothing else', async () => {
    const server = await startStreamServer(
      streamOf(messageText('1', 'e-1') + messageText('2', 'e-2'), { end: true }),
      streamOf(messageText('2', 'e-2') + messageText('3', 'e-3')),
    );
    const { messages } = recordStream({ url: server.url }, 'a/#');
    await until('all are there', () => messages.length === 4);
    expect(messages.map(({ id, repeat }) => [id, repeat])).toEqual([
      ['e-1', undefined],
      ['e-2', undefined],
      ['e-2', true],
      ['e-3', undefined],
    ]);
  });

  it('marks what the broker has sent again, if this stream had it', async () => {
    const again = (text: string, repeatOf: string, id: string): string => eventText('message', { ...messageData(text), repeatOf }, id);
    const server = await startStreamServer(
      streamOf(messageText('1', 'e-5') + again('0', 'e-4', 'e-6') + again('1', 'e-5', 'e-7'), { end: true }),
      streamOf(
        again('1', 'e-7', 'e-8') +
          eventText('gap', { reason: 'history-expired', dropped: 1 }, 'e-9') +
          again('lost', 'e-9', 'e-91') +
          eventText('batch', [{ ...messageData('lost'), repeatOf: 'e-91' }], 'e-92'),
      ),
    );
    const { messages } = recordStream({ url: server.url }, 'a/#');
    await until('all are there', () => messages.length === 6);
    expect(messages.map((message) => [message.payload, message.repeat])).toEqual([
      ['1', undefined],
      ['0', undefined],
      ['1', true],
      ['1', true],
      ['lost', undefined],
      ['lost', true],
    ]);
  });

  it('gives the id of a batch to its last message', async () => {
    const server = await startStreamServer(streamOf(eventText('batch', [messageData('1'), messageData('2')], 'e-2')));
    const { messages } = recordStream({ url: server.url }, 'a/#');
    await until('both are there', () => messages.length === 2);
    expect(messages.map(({ payload: text, id }) => [text, id])).toEqual([
      ['1', undefined],
      ['2', 'e-2'],
    ]);
  });

  it('tells an event that makes no sense, and reads on', async () => {
    const nonsense = ['event: message\ndata: {"no":"topic"}\n\n', 'event: batch\ndata: [1]\n\n', 'event: gap\ndata: not JSON\n\n'];
    const server = await startStreamServer(streamOf(nonsense.join('') + messageText('1', 'e-1')));
    const { payloads, errors } = recordStream({ url: server.url }, 'a/#');
    await until('the message is there', () => payloads().length === 1);
    expect(errors.map(({ code }) => code)).toEqual(['protocol', 'protocol', 'protocol']);
    expect(server.queries).toHaveLength(1);
  });
});
