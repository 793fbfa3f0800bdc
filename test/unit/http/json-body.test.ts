import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../sidecar/http/json-body.ts';
import { exceedsDepth } from '../../../sidecar/http/json-depth.ts';

const bytes = (text: string) => Buffer.from(text, 'utf8');

describe('exceedsDepth', () => {
  it.each([
    ['1', 0, false],
    ['[]', 0, true],
    ['[]', 1, false],
    ['{"a":[{}]}', 3, false],
    ['{"a":[{}]}', 2, true],
    ['"[[[[["', 0, false],
    ['["\\"[[["]', 1, false],
    ['["\\\\",[[]]]', 2, true],
    ['[],[],[]', 1, false],
    ['"unfinished [[[', 0, false],
    ['"\\', 0, false],
  ])('%s, %i levels: %s', (text, maxDepth, expected) => expect(exceedsDepth(text, maxDepth)).toBe(expected));

  it('finds the depth of every JSON value', () => {
    const depthOf = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        const depth = depthOf(JSON.parse(text));
        expect(exceedsDepth(text, depth)).toBe(false);
        expect(depth > 0 && !exceedsDepth(text, depth - 1)).toBe(false);
      }),
    );
  });
});

describe('parseJson', () => {
  it('gives back every JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value);
        const expected: unknown = JSON.parse(text);
        expect(parseJson(bytes(text), 64)).toEqual({ ok: true, value: expected });
      }),
    );
  });

  it('ignores a byte order mark', () => {
    expect(parseJson(bytes('\ufeff{"a":1}'), 64)).toEqual({ ok: true, value: { a: 1 } });
  });

  it.each([
    ['an empty body', bytes(''), 'The body is empty.'],
    ['white space', bytes(' \n'), 'The body is empty.'],
    ['half an object', bytes('{"a":'), 'The body is not valid JSON.'],
    ['two values', bytes('{} {}'), 'The body is not valid JSON.'],
    ['JavaScript', bytes("{a:'b'}"), 'The body is not valid JSON.'],
    ['a lone continuation byte', Buffer.from([0x22, 0x80, 0x22]), 'The body is not valid UTF-8.'],
    ['an overlong form', Buffer.from([0x22, 0xc0, 0xaf, 0x22]), 'The body is not valid UTF-8.'],
    ['a surrogate in UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'The body is not valid UTF-8.'],
    ['UTF-16', Buffer.from('{"a":1}', 'utf16le'), 'The body is not valid JSON.'],
    ['65 levels', bytes('['.repeat(65) + ']'.repeat(65)), 'The body is nested more than 64 levels deep.'],
    ['a million levels', bytes('['.repeat(1_000_000)), 'The body is nested more than 64 levels deep.'],
  ])('refuses %s in words', (_what, body, words) => {
    expect(parseJson(body, 64)).toMatchObject({ ok: false, error: { code: 'invalid-json', message: words } });
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
        expect(typeof parseJson(body, 8).ok).toBe('boolean');
      }),
    );
  });
});
