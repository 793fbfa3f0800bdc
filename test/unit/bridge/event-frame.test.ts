import { describe, expect, it } from 'vitest';
import { EventEncoder } from '../../../sidecar/bridge/event-encoder.ts';
import { endOfBody, eventText, frame } from '../../../sidecar/bridge/event-frame.ts';
import { HubMessage } from '../../../sidecar/hub/message.ts';
import { message } from '../hub/messages.ts';

describe('an event', () => {
  it('has its fields in lines, and no other', () => {
    expect(eventText({ id: '1', event: 'gap', data: '{}' })).toBe('id: 1\nevent: gap\ndata: {}\n\n');
    for (const field of ['a\nb', 'a\rb', 'a\0b']) {
      expect(() => eventText({ id: field, data: '' })).toThrow(RangeError);
      expect(() => eventText({ event: field, data: '' })).toThrow(RangeError);
    }
  });

  it('is framed by its length in bytes where HTTP/1.1 has chunks', () => {
    expect(frame('ü', 'chunked').toString()).toBe('2\r\nü\r\n');
    expect(frame('ü', 'plain').toString()).toBe('ü');
    expect([endOfBody('chunked').toString(), endOfBody('plain').toString()]).toEqual(['0\r\n\r\n', '']);
  });

  it('is encoded once for all streams that share an encoder', () => {
    const encoder = new EventEncoder({ encoding: 'auto', form: 'chunked', chunkBytes: 1_000 });
    const one = new HubMessage('c', 'e', 1, message('a', 'x'));
    expect(encoder.encode(one)).toBe(encoder.encode(one));
    expect(encoder.encode(new HubMessage('c', 'e', 2, message('a', 'x.'.repeat(600)))).bytes).toBeUndefined();
  });
});
