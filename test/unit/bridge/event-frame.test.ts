import { describe, expect, it } from 'vitest';
import { EventEncoder } from '../../../sidecar/bridge/event-encoder.ts';
import { endOfBody, eventText, frame } from '../../../sidecar/bridge/event-frame.ts';
import { HubMessage } from '../../../sidecar/hub/message.ts';
import { message } from '../hub/messages.ts';

describe('an event', () => {
  it('has its fields in lines, and no other', () => {
    expect(eventText({ id: '1', event: 'gap', data: '{}' })).toBe('id: 1\nevent: gap\ndata: {}\n\n');
    for (const field of ['a\nb', 'a\rb', 'a\0b']) {
      expect(() => eventText({ id: field, event: 'message', data: '' })).toThrow(RangeError);
      expect(() => eventText({ event: field, data: '' })).toThrow(RangeError);
    }
  });

  it('is framed by its length in bytes where HTTP/1.1 has chunks', () => {
    expect(frame('ü', 'chunked').toString()).toBe('2\r\nü\r\n');
    expect(frame('ü', 'plain').toString()).toBe('ü');
    expect([endOfBody('chunked').toString(), endOfBody('plain').toString()]).toEqual(['0\r\n\r\n', '']);
  });

  it('names itself, also where it is a message, after its id', () => {
    const encoder = new EventEncoder({ encoding: 'auto', form: 'plain', chunkBytes: 1_000 }, () => 0);
    expect(String(encoder.encode(new HubMessage('c', 'e', 1, message('a', 'x'))).bytes)).toMatch(
      /^id: e-000000000000001\nevent: message\ndata: {"topic":"a","payload":"x",.*}\n\n$/,
    );
  });

  it('says which event the broker has sent again, and nothing of it otherwise', () => {
    const encoder = new EventEncoder({ encoding: 'auto', form: 'object', chunkBytes: 1_000 }, () => 0);
    const data = (seq: number, more: { repeatOf?: number }): unknown =>
      JSON.parse(String(encoder.encode(new HubMessage('c', 'e', seq, message('a', 'x', more))).bytes));
    expect(data(9, { repeatOf: 7 })).toMatchObject({ repeatOf: 'e-000000000000007' });
    expect(data(10, {})).not.toHaveProperty('repeatOf');
  });

  it('is encoded once for all streams that share an encoder', () => {
    const encoder = new EventEncoder({ encoding: 'auto', form: 'chunked', chunkBytes: 1_000 }, () => 0);
    const one = new HubMessage('c', 'e', 1, message('a', 'x'));
    const read = new HubMessage('c', 'e', 1, message('a', 'x'));
    expect(encoder.encode(read)).toBe(encoder.encode(one));
    expect(encoder.encode(new HubMessage('c', 'e', 2, message('a', 'x')))).not.toBe(encoder.encode(one));
    expect(encoder.encode(new HubMessage('c', 'e', 2, message('a', 'x.'.repeat(600)))).bytes).toBeUndefined();
  });
});
