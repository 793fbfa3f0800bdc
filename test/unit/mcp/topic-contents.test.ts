import { describe, expect, it } from 'vitest';
import { HubMessage } from '../../../sidecar/hub/message.ts';
import { newEntry, viewOf } from '../../../sidecar/hub/observed-topic.ts';
import { topicContents } from '../../../sidecar/mcp/resources/topic-contents.ts';
import type { IncomingMessage } from '../../../sidecar/mqtt/types.ts';
import { message } from '../hub/messages.ts';

function contentsOf(payload: string | Buffer, more: Partial<IncomingMessage> = {}): object {
  const received = new HubMessage('c', 'e', 1, { ...message('a', '', more), payload: Buffer.from(payload) });
  return topicContents('mqtt://c/a', received, viewOf(newEntry('a', 1_000), received, 1_000));
}

describe('the contents of a topic', () => {
  it.each([
    ['21.5', { mimeType: 'text/plain', text: '21.5' }],
    ['{"a":1}', { mimeType: 'application/json', text: '{"a":1}' }],
    [' [1, 2]\n', { mimeType: 'application/json', text: ' [1, 2]\n' }],
    ['{broken', { mimeType: 'text/plain', text: '{broken' }],
    ['', { mimeType: 'text/plain', text: '' }],
    [Buffer.from([0xff, 0]), { mimeType: 'application/octet-stream', blob: '/wA=' }],
  ])('%j are typed by what they are', (payload, expected) => {
    expect(contentsOf(payload)).toMatchObject(expected);
  });

  it.each([
    ['text/csv; charset=utf-8', 'a,b', { mimeType: 'text/csv; charset=utf-8', text: 'a,b' }],
    ['image/png', 'abc', { mimeType: 'image/png', blob: 'YWJj' }],
    ['image/svg+xml', '<svg/>', { mimeType: 'image/svg+xml', text: '<svg/>' }],
    ['application/cbor', 'a', { mimeType: 'application/cbor', blob: 'YQ==' }],
    ['no type at all', 'abc', { mimeType: 'text/plain', text: 'abc' }],
    ['text/plain\r\nX: y', 'abc', { mimeType: 'text/plain', text: 'abc' }],
  ])('follow the content type %j of the publisher', (contentType, payload, expected) => {
    expect(contentsOf(payload, { properties: { contentType } })).toMatchObject(expected);
  });

  it('say the rest of the message in _meta', () => {
    expect(
      contentsOf('x', { qos: 1, retain: true, properties: { correlationData: Buffer.from('c'), userProperties: { a: 'b' } } }),
    ).toMatchObject({
      _meta: {
        'mqttx-sse-server/message': {
          topic: 'a',
          qos: 1,
          retain: true,
          properties: { correlationData: 'Yw==', userProperties: { a: 'b' } },
        },
      },
    });
  });
});
