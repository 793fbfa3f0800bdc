/** Sparkplug B payloads as the reference implementation of Eclipse Tahu writes them, and those that want to do harm. */
import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { get } from 'sparkplug-payload';
import type { UMetric } from 'sparkplug-payload/lib/sparkplugbpayload.js';
import { readFormat } from '../../../../sidecar/mqtt/formats/read-format.ts';

const tahu = get('spBv1.0');
const AT = 1_700_000_000_000;

function write(metrics: UMetric[], more: object = {}): Buffer {
  if (tahu === null || tahu === undefined) throw new Error('sparkplug-payload does not know spBv1.0');
  return Buffer.from(tahu.encodePayload({ timestamp: AT, seq: 7, metrics, ...more }));
}

function read(payload: Buffer): unknown {
  const reading = readFormat('sparkplug', payload);
  return reading.ok ? reading.value : reading.reason;
}

describe('a Sparkplug B payload', () => {
  it('names types, moments and values', () => {
    const payload = write([
      { name: 'temperature', type: 'Double', value: 21.5, timestamp: AT },
      { name: 'level', type: 'Int8', value: -3 },
      { name: 'count', type: 'Int64', value: -5 },
      { name: 'total', type: 'UInt64', value: 4_000_000_000 },
      { name: 'on', type: 'Boolean', value: false, alias: 9, isHistorical: true },
      { name: 'since', type: 'DateTime', value: AT },
      { name: 'model', type: 'String', value: 'X1' },
      { name: 'image', type: 'Bytes', value: Uint8Array.of(0, 255) },
      { name: 'gone', type: 'Int32', value: null, isNull: true },
    ]);
    const moment = '2023-11-14T22:13:20.000Z';
    expect(read(payload)).toEqual({
      timestamp: moment,
      seq: 7,
      metrics: [
        { name: 'temperature', type: 'Double', value: 21.5, timestamp: moment },
        { name: 'level', type: 'Int8', value: -3 },
        { name: 'count', type: 'Int64', value: -5 },
        { name: 'total', type: 'UInt64', value: 4_000_000_000 },
        { name: 'on', alias: 9, type: 'Boolean', value: false, isHistorical: true },
        { name: 'since', type: 'DateTime', value: moment },
        { name: 'model', type: 'String', value: 'X1' },
        { name: 'image', type: 'Bytes', value: { base64: 'AP8=' } },
        { name: 'gone', type: 'Int32', value: null },
      ],
    });
  });

  it('has data sets, templates and properties', () => {
    const payload = write([
      {
        name: 'table',
        type: 'DataSet',
        value: {
          numOfColumns: 2,
          columns: ['id', 'name'],
          types: ['Int32', 'String'],
          rows: [
            [1, 'a'],
            [-2, 'b'],
          ],
        },
      },
      {
        name: 'motor',
        type: 'Template',
        value: {
          version: '1',
          isDefinition: true,
          metrics: [{ name: 'rpm', type: 'Int32', value: 60 }],
          parameters: [{ name: 'serial', type: 'String', value: 'S-1' }],
        },
      },
      { name: 'unit', type: 'Float', value: 0.5, properties: { unit: { type: 'String', value: 'C' } } },
    ]);
    expect(read(payload)).toMatchObject({
      metrics: [
        {
          value: {
            columns: ['id', 'name'],
            types: ['Int32', 'String'],
            rows: [
              [1, 'a'],
              [-2, 'b'],
            ],
          },
        },
        {
          value: {
            version: '1',
            isDefinition: true,
            metrics: [{ name: 'rpm', type: 'Int32', value: 60 }],
            parameters: [{ name: 'serial', type: 'String', value: 'S-1' }],
          },
        },
        { value: 0.5, properties: { unit: 'C' } },
      ],
    });
  });

  it('keeps every number and text that fits its type', () => {
    const metric = fc.oneof(
      fc.integer({ min: -128, max: 127 }).map((number) => ({ type: 'Int8' as const, value: number })),
      fc.integer({ min: -32_768, max: 32_767 }).map((number) => ({ type: 'Int16' as const, value: number })),
      fc.integer().map((number) => ({ type: 'Int32' as const, value: number })),
      fc.maxSafeInteger().map((number) => ({ type: 'Int64' as const, value: number })),
      fc.nat(65_535).map((number) => ({ type: 'UInt16' as const, value: number })),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => ({ type: 'Double' as const, value: number + 0 })),
      fc.string({ unit: 'binary' }).map((text) => ({ type: 'String' as const, value: text })),
    );
    fc.assert(
      fc.property(fc.array(metric, { maxLength: 5 }), (metrics) => {
        expect(read(write(metrics.map((each, index) => ({ name: `m${index}`, ...each }))))).toMatchObject({ metrics });
      }),
    );
  });

  it('reads lists of numbers, flags and texts', () => {
    const packed = (name: string, datatype: number, bytes: number[]): Buffer => {
      const metric = Buffer.from([0x0a, name.length, ...Buffer.from(name), 0x20, datatype, 0x82, 0x01, bytes.length, ...bytes]);
      return Buffer.concat([Buffer.from([0x12, metric.length]), metric]);
    };
    const payload = Buffer.concat([
      packed('shorts', 23, [0xff, 0xff, 0x02, 0x00]),
      packed('flags', 32, [10, 0, 0, 0, 0b10000000, 0b01000000]),
      packed('texts', 33, [0x61, 0, 0x62, 0x63, 0]),
      packed('odd', 23, [1]),
      packed('liar', 32, [255, 255, 255, 255, 1]),
    ]);
    expect(read(payload)).toEqual({
      metrics: [
        { name: 'shorts', type: 'Int16Array', value: [-1, 2] },
        { name: 'flags', type: 'BooleanArray', value: [true, false, false, false, false, false, false, false, false, true] },
        { name: 'texts', type: 'StringArray', value: ['a', 'bc'] },
        { name: 'odd', type: 'Int16Array', value: { base64: 'AQ==' } },
        { name: 'liar', type: 'BooleanArray', value: { base64: '/////wE=' } },
      ],
    });
  });

  it.each([
    ['DEFLATE', deflateSync],
    ['GZIP', gzipSync],
  ] as const)('is unpacked when it is compressed by %s', (algorithm, compress) => {
    const inner = write([{ name: 'a', type: 'Int32', value: 1 }]);
    const packed = write([{ name: 'algorithm', type: 'String', value: algorithm }], { uuid: 'SPBV1.0_COMPRESSED', body: compress(inner) });
    expect(read(packed)).toMatchObject({ seq: 7, metrics: [{ name: 'a', value: 1 }] });
  });

  it('is not unpacked without bound, nor twice, nor by an algorithm nobody knows', () => {
    const uuid = 'SPBV1.0_COMPRESSED';
    expect(read(write([], { uuid, body: deflateSync(Buffer.alloc(20_000_000)) }))).toMatch(/cannot be unpacked/);
    const once = write([], { uuid, body: deflateSync(write([])) });
    expect(read(write([], { uuid, body: deflateSync(once) }))).toMatchObject({ uuid, metrics: [] });
    expect(read(write([{ name: 'algorithm', type: 'String', value: 'LZ4' }], { uuid, body: Buffer.from('x') }))).toMatch(
      /neither DEFLATE nor GZIP/,
    );
  });

  it('is refused where it says nothing, breaks off, or nests beyond measure', () => {
    expect(read(Buffer.alloc(0))).toMatch(/neither a timestamp nor metrics/);
    expect(read(Buffer.from('hello'))).toMatch(/^Not valid Sparkplug B/);
    const whole = write([{ name: 'a', type: 'String', value: 'text' }]);
    expect(read(whole.subarray(0, whole.length - 6))).toMatch(/^Not valid Sparkplug B/);
    let nested: Buffer = Buffer.alloc(0);
    for (let level = 0; level < 2_000; level += 1) nested = field(0x12, field(0x92, nested, 0x01));
    expect(read(nested)).toMatch(/^Not valid Sparkplug B/);
  });
});

/** A length-delimited field of protobuf. */
function field(tag: number, content: Buffer, tagEnd?: number): Buffer {
  const length: number[] = [];
  for (let rest = content.length; ; rest >>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest <= 127) break;
  }
  return Buffer.concat([Buffer.from(tagEnd === undefined ? [tag] : [tag, tagEnd]), Buffer.from(length), content]);
}
