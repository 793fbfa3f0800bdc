/** Reading payloads as JSON, CBOR, MessagePack and Sparkplug B: what they say comes back, whatever does not fit comes back with a reason. */
import { encode as encodeMessagePack } from '@msgpack/msgpack';
import { encode as encodeCbor } from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PAYLOAD_FORMATS, readFormat, statedFormat, type PayloadFormat } from '../../../../sidecar/mqtt/formats/read-format.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const value = (format: PayloadFormat, payload: Buffer): unknown => {
  const reading = readFormat(format, payload);
  return reading.ok ? reading.value : reading.reason;
};

/** JSON without -0, which text cannot tell from 0, and without lone surrogates, which no UTF-8 has. */
const json = fc.jsonValue({ stringUnit: 'binary' }).map((any): unknown => JSON.parse(JSON.stringify(any).replaceAll('-0', '0')));

describe('every format', () => {
  it.each([
    ['json', (given: unknown) => Buffer.from(JSON.stringify(given))],
    ['cbor', (given: unknown) => Buffer.from(encodeCbor(given))],
    ['msgpack', (given: unknown) => Buffer.from(encodeMessagePack(given))],
  ] as const)('%s gives back what was written in it', (format, write) => {
    fc.assert(
      fc.property(json, (given) => {
        fc.pre(!JSON.stringify(given).includes('__proto__'));
        expect(readFormat(format, write(given))).toEqual({ ok: true, value: given });
      }),
    );
  });

  it.each(PAYLOAD_FORMATS)('%s answers any bytes with a value that JSON can carry, or with a reason', (format) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const reading = readFormat(format, Buffer.from(bytes));
        const read = reading.ok ? reading.value : null;
        expect(JSON.parse(JSON.stringify(read))).toEqual(read);
        expect(reading.ok ? 'Not valid X: read.' : reading.reason).toMatch(/^Not valid .+: .+\.$/s);
      }),
      { numRuns: 500 },
    );
  });

  it.each(PAYLOAD_FORMATS)('%s does not read what is larger than anybody reads', (format) => {
    expect(readFormat(format, Buffer.alloc(1024 * 1024 + 1))).toEqual({
      ok: false,
      reason: expect.stringMatching(/1048577 bytes, more than/),
    });
  });
});

describe('CBOR', () => {
  // RFC 8949, appendix A.
  it.each([
    ['1bffffffffffffffff', '18446744073709551615'],
    ['c249010000000000000000', '18446744073709551616'],
    ['3903e7', -1000],
    ['f90000', 0],
    ['f97c00', 'Infinity'],
    ['fb3ff199999999999a', 1.1],
    ['f7', null],
    ['c074323031332d30332d32315432303a30343a30305a', '2013-03-21T20:04:00Z'],
    ['c11a514b67b0', '2013-03-21T20:04:00.000Z'],
    ['d74401020304', { tag: 23, value: { base64: 'AQIDBA==' } }],
    ['9f018202039f0405ffff', [1, [2, 3], [4, 5]]],
    ['a201020304', { '1': 2, '3': 4 }],
  ])('%s is %j', (bytes, expected) => {
    expect(value('cbor', hex(bytes))).toEqual(expected);
  });

  it('says what is wrong with nesting beyond measure, lists that announce what is not there, and rests', () => {
    expect(value('cbor', hex('81'.repeat(500_000)))).toMatch(/too deep/);
    expect(value('cbor', hex(`${'81'.repeat(65)}01`))).toMatch(/more than 64 levels/);
    expect(value('cbor', hex('9affffffff01'))).toMatch(/not enough entries/);
    expect(value('cbor', hex('0101'))).toMatch(/too many/);
    expect(value('cbor', hex('5f42010243030405ff'))).toMatch(/^Not valid CBOR/);
  });
});

describe('MessagePack', () => {
  it.each([
    ['cfffffffffffffffff', '18446744073709551615'],
    ['d3ffffffffffffffff', -1],
    ['d6ff5a4af6a5', '2018-01-02T03:04:05.000Z'],
    ['c403000102', { base64: 'AAEC' }],
    ['d40501', { type: 5, data: { base64: 'AQ==' } }],
  ])('%s is %j', (bytes, expected) => expect(value('msgpack', hex(bytes))).toEqual(expected));

  it('makes no room for what its headers merely announce', () => {
    // Fifty thousand lists in each other, each said to have four billion members: terabytes, if believed.
    expect(value('msgpack', hex('ddffffffff'.repeat(50_000)))).toMatch(/do not end where/);
    // As many members as there are bytes, in each of the lists: gigabytes.
    expect(value('msgpack', hex('dd00030d40'.repeat(40_000)))).toMatch(/do not end where/);
    expect(value('msgpack', hex('91'.repeat(65) + '01'))).toMatch(/more than 64 levels/);
  });

  it('refuses a value that is cut anywhere, or followed by something', () => {
    fc.assert(
      fc.property(json, fc.nat(), (any, at) => {
        const whole = Buffer.from(encodeMessagePack(any));
        expect(readFormat('msgpack', whole.subarray(0, at % whole.length)).ok).toBe(false);
        expect(readFormat('msgpack', Buffer.concat([whole, hex('c0')])).ok).toBe(false);
      }),
    );
  });
});

describe('JSON', () => {
  it('says where the text is wrong, and refuses bytes that are no text', () => {
    expect(value('json', Buffer.from('{"a":'))).toMatch(/^Not valid JSON: Unexpected end/);
    expect(value('json', hex('22ff22'))).toMatch(/utf-8/);
    expect(value('json', Buffer.from('['.repeat(100_000) + ']'.repeat(100_000)))).toMatch(/more than 64 levels/);
    expect(value('json', Buffer.from(JSON.stringify(Array.from({ length: 60_000 }, () => 0))))).toMatch(/more than 50000 values/);
  });
});

describe('the format that a message states', () => {
  it.each([
    ['spBv1.0/plant/DDATA/edge/motor', undefined, 'sparkplug'],
    ['spBv1.0/plant/NBIRTH/edge', 'application/json', 'sparkplug'],
    ['spBv1.0/STATE/host', undefined, undefined],
    ['spBv1.0/plant/XDATA/edge', undefined, undefined],
    ['a', 'application/cbor', 'cbor'],
    ['a', 'Application/Senml+CBOR; charset=x', 'cbor'],
    ['a', 'application/msgpack', 'msgpack'],
    ['a', 'application/x-msgpack', 'msgpack'],
    ['a', 'application/vnd.msgpack', 'msgpack'],
    ['a', 'application/json', undefined],
    ['a', 'text/cbor', undefined],
    ['a', undefined, undefined],
  ])('%s with %s: %s', (topic, contentType, format) => {
    expect(statedFormat({ topic, ...(contentType === undefined ? {} : { properties: { contentType } }) })).toBe(format);
  });
});
