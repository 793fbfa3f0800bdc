import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSseParser, type SseEvent } from '../../../sidecar/client/sse-parser.ts';

function parseAll(pieces: readonly string[]): { events: SseEvent[]; retries: number[] } {
  const retries: number[] = [];
  const parse = createSseParser((ms) => retries.push(ms));
  return { events: pieces.flatMap((piece) => parse(piece)), retries };
}

describe('createSseParser', () => {
  it('reads name, data and id, and calls an event without a name "message"', () => {
    const text = 'id: 1\nevent: gap\ndata: {}\n\nid: 2\ndata: hello\n\n';
    expect(parseAll([text]).events).toEqual([
      { name: 'gap', data: '{}', id: '1' },
      { name: 'message', data: 'hello', id: '2' },
    ]);
  });

  it('keeps the last id for events that bring none, and forgets the name', () => {
    const { events } = parseAll(['id: 7\nevent: a\ndata: 1\n\ndata: 2\n\n']);
    expect(events[1]).toEqual({ name: 'message', data: '2', id: '7' });
  });

  it('joins several lines of data, and takes one space after the colon away', () => {
    expect(parseAll(['data:  two\ndata:none\ndata\n\n']).events[0]?.data).toBe(' two\nnone\n');
  });

  it('passes over comments, unknown fields, events without data, and what has no end yet', () => {
    expect(parseAll([': beat\n\nwhat: 1\nevent: empty\n\ndata: unfinished\n']).events).toEqual([]);
  });

  it('tells the pause that the server wishes, if it is a number', () => {
    expect(parseAll(['retry: 1500\n\nretry: soon\n\n']).retries).toEqual([1500]);
  });

  it('ignores an id with a null character, as the standard says', () => {
    expect(parseAll(['id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n']).events[1]?.id).toBe('1');
  });

  it.each(['\n', '\r\n', '\r'])('reads the same whatever the lines end with (%j) and wherever the text is cut', (newline) => {
    const text = ['id: 1', 'data: {"a":1}', '', ': beat', '', 'event: chunk', 'data: x', 'data: y', 'id: 2', '', 'data: z', '', ''].join(
      newline,
    );
    const whole = parseAll([text]).events;
    expect(whole).toHaveLength(3);
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 12 }), (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((end, index) => text.slice(places[index], end));
        expect(parseAll(pieces).events).toEqual(whole);
      }),
    );
  });
});
