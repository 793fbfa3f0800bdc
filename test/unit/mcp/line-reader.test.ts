/** Lines out of chunks that are cut anywhere. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineReader } from '../../../sidecar/mcp/transports/stdio/line-reader.ts';

const texts = (reader: LineReader, chunks: readonly string[]): string[] =>
  chunks.flatMap((chunk) => reader.take(Buffer.from(chunk))).map((line) => (line.ok ? line.bytes.toString() : 'too long'));

describe('the line reader', () => {
  it('gives the same lines however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-zä€]{1,20}$/)), fc.array(fc.nat(200)), (lines, cuts) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const places = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).toSorted((a, b) => a - b), bytes.length];
        const reader = new LineReader(1000);
        const seen = places.slice(1).flatMap((end, index) => reader.take(bytes.subarray(places[index], end)));
        expect(seen.map((line) => (line.ok ? line.bytes.toString() : ''))).toEqual(lines);
      }),
    );
  });

  it('leaves out empty lines and the carriage return before a line end', () => {
    expect(texts(new LineReader(10), ['a\r\n\r\n\nb\n'])).toEqual(['a', 'b']);
  });

  it('tells a line that is too long once and reads on behind it', () => {
    expect(texts(new LineReader(4), ['12345', '678', '90\nab\n'])).toEqual(['too long', 'ab']);
  });
});
