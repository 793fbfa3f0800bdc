import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventStreamParser } from '../../../app/shared/admin-client/event-stream-parser.ts';

describe('createEventStreamParser', () => {
  it('reads events, joins data lines, skips comments and unknown fields', () => {
    const parser = createEventStreamParser();
    expect(parser.push(': hello\n\nevent: change\ndata: {"a":\ndata:1}\nid: 7\nretry: 10\n\ndata: x\n\n')).toEqual([
      { event: 'change', data: '{"a":\n1}' },
      { event: 'message', data: 'x' },
    ]);
  });

  it('waits for the blank line', () => {
    const parser = createEventStreamParser();
    expect(parser.push('data: x\n')).toEqual([]);
    expect(parser.push('\n')).toEqual([{ event: 'message', data: 'x' }]);
  });

  it('drops an event without data, and the name with it', () => {
    const parser = createEventStreamParser();
    expect(parser.push('event: a\n\ndata: x\n\n')).toEqual([{ event: 'message', data: 'x' }]);
  });

  it('knows a line without a colon, and keeps all but the first space of a value', () => {
    const parser = createEventStreamParser();
    expect(parser.push('data\ndata:  y\n\n')).toEqual([{ event: 'message', data: '\n y' }]);
  });

  it('gives the same events however the stream is cut and its lines end', () => {
    const events = [
      { event: 'snapshot', data: '{"温度":1}' },
      { event: 'message', data: 'line one\nline two' },
      { event: 'change', data: '' },
    ];
    fc.assert(
      fc.property(fc.constantFrom('\n', '\r\n', '\r'), fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1 }), (end, sizes) => {
        const text = events
          .map(
            ({ event, data }) =>
              `event: ${event}${end}${data
                .split('\n')
                .map((line) => `data: ${line}${end}`)
                .join('')}${end}`,
          )
          .join('');
        const parser = createEventStreamParser();
        const got = [];
        let at = 0;
        for (let turn = 0; at < text.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          got.push(...parser.push(text.slice(at, at + size)));
          at += size;
        }
        // The very last carriage return may still be waiting for its line feed.
        got.push(...parser.push(':'));
        expect(got).toEqual(events);
      }),
    );
  });
});
