import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../sidecar/errors.ts';
import { decodePayload, encodePayload, PAYLOAD_ENCODING_CHOICES } from '../../../sidecar/mqtt/payload-codec.ts';

const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));

function refusal(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('It was accepted.');
}

describe('decoding', () => {
  it('is text where the bytes are UTF-8, and base64 where not, when nothing is asked for', () => {
    expect(decodePayload(Buffer.from('21.5 °C'))).toEqual({ payload: '21.5 °C', encoding: 'utf8' });
    expect(decodePayload(Buffer.from([0xff, 0x00]))).toEqual({ payload: '/wA=', encoding: 'base64' });
    expect(decodePayload(Buffer.alloc(0))).toEqual({ payload: '', encoding: 'utf8' });
  });

  it('puts the parsed value into the payload for json', () => {
    expect(decodePayload(Buffer.from('{"t":[1,null]}'), 'json')).toEqual({ payload: { t: [1, null] }, encoding: 'json' });
  });

  it('falls back to base64, and says so, where the encoding does not fit the bytes', () => {
    expect(decodePayload(Buffer.from('{"t":'), 'json')).toEqual({ payload: 'eyJ0Ijo=', encoding: 'base64' });
    expect(decodePayload(Buffer.from([0x22, 0xff, 0x22]), 'json')).toEqual({ payload: 'Iv8i', encoding: 'base64' });
    expect(decodePayload(Buffer.from([0xc3]), 'utf8')).toEqual({ payload: 'ww==', encoding: 'base64' });
    expect(decodePayload(Buffer.alloc(0), 'json')).toEqual({ payload: '', encoding: 'base64' });
  });

  it('knows hex and base64 for any bytes', () => {
    expect(decodePayload(Buffer.from([1, 171]), 'hex')).toEqual({ payload: '01ab', encoding: 'hex' });
    expect(decodePayload(Buffer.from('text'), 'base64')).toEqual({ payload: 'dGV4dA==', encoding: 'base64' });
  });

  it('loses no byte on the way there and back', () => {
    fc.assert(
      fc.property(bytes, fc.constantFrom(...PAYLOAD_ENCODING_CHOICES), (original, choice) => {
        const { payload, encoding } = decodePayload(original, choice);
        // A JSON value has several texts; the others have one.
        if (encoding === 'json') return;
        expect(encodePayload(payload, encoding)).toEqual(original);
      }),
    );
  });

  it('keeps a byte order mark', () => {
    const marked = Buffer.from([0xef, 0xbb, 0xbf, 0x41]);
    const { payload, encoding } = decodePayload(marked);
    expect(encodePayload(payload, encoding)).toEqual(marked);
  });
});

describe('encoding', () => {
  it('sends text as UTF-8 unless told otherwise', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const encoded = encodePayload(text);
        expect(isUtf8(encoded)).toBe(true);
        expect(encoded.toString()).toBe(text);
      }),
    );
  });

  it('sends a value that is no string as its JSON text', () => {
    expect(encodePayload({ on: true }, 'json').toString()).toBe('{"on":true}');
    expect(encodePayload(21.5, 'utf8').toString()).toBe('21.5');
    expect(encodePayload(null, 'json').toString()).toBe('null');
  });

  it('sends JSON text as it stands', () => {
    expect(encodePayload(' {"on": true}', 'json').toString()).toBe(' {"on": true}');
  });

  it('round-trips every JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const encoded = encodePayload(typeof value === 'string' ? JSON.stringify(value) : value, 'json');
        expect(decodePayload(encoded, 'json').payload).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each([
    ['base64', 'AB', 'no multiple of four'],
    ['base64', 'AB==CD==', 'padding'],
    ['base64', 'AR==', 'padding'],
    ['base64', '_-8=', '"_" at position 0'],
    ['base64', 'AAA\n', '"\\n" at position 3'],
    ['base64', 'AAA😀', '"😀" at position 3'],
    ['hex', 'abc', 'odd number'],
    ['hex', '0x12', '"x" at position 1'],
    ['hex', 'ab cd', '" " at position 2'],
    ['json', '{on:true}', 'not valid JSON'],
    ['json', '', 'not valid JSON'],
    ['utf8', '\uD800', 'surrogate'],
    ['base64', 5, 'has to be a string'],
    ['hex', [1], 'a list'],
    ['json', undefined, 'undefined'],
  ] as const)('refuses %s %j and says why', (encoding, value, words) => {
    const error = refusal(() => encodePayload(value, encoding));
    expect(error.code).toBe('invalid-payload');
    expect(error.message).toContain(words);
  });

  it('refuses a value that JSON cannot express', () => {
    expect(refusal(() => encodePayload({ big: 10n }, 'json')).message).toContain('cannot be written as JSON');
  });

  it('names the right alphabet to who used the one for URLs', () => {
    expect(refusal(() => encodePayload('_-8=', 'base64')).hint).toContain('standard alphabet');
  });

  it('accepts only the one canonical base64 text of some bytes', () => {
    fc.assert(
      fc.property(fc.base64String(), (text) => {
        expect(encodePayload(Buffer.from(text, 'base64').toString('base64'), 'base64')).toEqual(Buffer.from(text, 'base64'));
      }),
    );
  });
});
