import { describe, expect, it } from 'vitest';
import { messageToJson } from '../../../sidecar/mqtt/message-json.ts';
import type { IncomingMessage } from '../../../sidecar/mqtt/types.ts';

const message: IncomingMessage = {
  topic: 'a/b',
  payload: Buffer.from('21.5'),
  qos: 1,
  retain: false,
  dup: false,
  receivedAt: Date.UTC(2026, 10, 3, 4, 5, 6, 7),
};

describe('the wire shape of a message', () => {
  it('has exactly these members for a plain 3.1.1 message', () => {
    expect(messageToJson(message)).toEqual({
      topic: 'a/b',
      payload: '21.5',
      encoding: 'utf8',
      qos: 1,
      retain: false,
      timestamp: '2026-11-03T04:05:06.007Z',
    });
  });

  it('mentions dup only where it is set', () => {
    expect(messageToJson({ ...message, dup: true }).dup).toBe(true);
    expect(messageToJson(message)).not.toHaveProperty('dup');
  });

  it('carries MQTT 5 properties in camel case, correlation data as base64', () => {
    const properties = {
      contentType: 'text/plain',
      correlationData: Buffer.from([0xff, 0xfe]),
      messageExpiryInterval: 60,
      payloadFormatIndicator: true,
      responseTopic: 'answers',
      userProperties: { unit: 'C', tag: ['x', 'y'] },
    };
    expect(messageToJson({ ...message, properties }).properties).toEqual({ ...properties, correlationData: '//4=' });
  });

  it('takes the encoding asked for', () => {
    expect(messageToJson(message, 'json')).toMatchObject({ payload: 21.5, encoding: 'json' });
    expect(messageToJson(message, 'hex')).toMatchObject({ payload: '32312e35', encoding: 'hex' });
  });
});
