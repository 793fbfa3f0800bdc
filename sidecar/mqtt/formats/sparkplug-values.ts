/**
 * Values of Sparkplug B as its data types mean them (Sparkplug 3.0, section 6.4.16): signed numbers come unsigned, moments as
 * milliseconds, lists of numbers packed into bytes. Used by sparkplug.ts. Pure.
 */
import type { Scalar } from './sparkplug-shape.ts';

const NAMES = [
  'Unknown',
  'Int8',
  'Int16',
  'Int32',
  'Int64',
  'UInt8',
  'UInt16',
  'UInt32',
  'UInt64',
  'Float',
  'Double',
  'Boolean',
  'String',
  'DateTime',
  'Text',
  'UUID',
  'DataSet',
  'Bytes',
  'File',
  'Template',
  'PropertySet',
  'PropertySetList',
  'Int8Array',
  'Int16Array',
  'Int32Array',
  'Int64Array',
  'UInt8Array',
  'UInt16Array',
  'UInt32Array',
  'UInt64Array',
  'FloatArray',
  'DoubleArray',
  'BooleanArray',
  'StringArray',
  'DateTimeArray',
] as const;

export type DataType = (typeof NAMES)[number];

export function dataType(code: number | undefined): DataType {
  return NAMES[code ?? 0] ?? 'Unknown';
}

export function toDate(milliseconds: bigint): Date {
  return new Date(Number(milliseconds));
}

/** A single value; undefined where the message holds none. */
export function scalarValue(type: DataType, { intValue, longValue, floatValue, doubleValue, booleanValue, stringValue }: Scalar): unknown {
  const whole = intValue === undefined ? longValue : BigInt(intValue);
  if (whole === undefined) return floatValue ?? doubleValue ?? booleanValue ?? stringValue;
  switch (type) {
    case 'Int8':
      return BigInt.asIntN(8, whole);
    case 'Int16':
      return BigInt.asIntN(16, whole);
    case 'Int32':
      return BigInt.asIntN(32, whole);
    case 'Int64':
      return BigInt.asIntN(64, whole);
    case 'DateTime':
      return toDate(whole);
    default:
      return whole;
  }
}

type ReadAt = (view: DataView, at: number) => unknown;

/** Bytes and reader of each element; little-endian (section 6.4.16.23). */
const ELEMENTS: Partial<Record<DataType, readonly [bytes: number, read: ReadAt]>> = {
  Int8Array: [1, (view, at) => view.getInt8(at)],
  Int16Array: [2, (view, at) => view.getInt16(at, true)],
  Int32Array: [4, (view, at) => view.getInt32(at, true)],
  Int64Array: [8, (view, at) => view.getBigInt64(at, true)],
  UInt8Array: [1, (view, at) => view.getUint8(at)],
  UInt16Array: [2, (view, at) => view.getUint16(at, true)],
  UInt32Array: [4, (view, at) => view.getUint32(at, true)],
  UInt64Array: [8, (view, at) => view.getBigUint64(at, true)],
  FloatArray: [4, (view, at) => view.getFloat32(at, true)],
  DoubleArray: [8, (view, at) => view.getFloat64(at, true)],
  DateTimeArray: [8, (view, at) => toDate(view.getBigUint64(at, true))],
};

/** What bytes of that type hold; the bytes themselves where the type does not say, or they do not fit it. */
export function bytesValue(type: DataType, bytes: Uint8Array): unknown {
  const element = ELEMENTS[type];
  if (element !== undefined) {
    const [size, read] = element;
    if (bytes.length % size !== 0) return bytes;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from({ length: bytes.length / size }, (_, index) => read(view, index * size));
  }
  if (type === 'BooleanArray') return booleans(bytes) ?? bytes;
  // Each text ends with a NUL.
  if (type === 'StringArray') return Buffer.from(bytes).toString('utf8').split('\0').slice(0, -1);
  return bytes;
}

/** Their count in four bytes, then eight to a byte, the highest bit first. */
function booleans(bytes: Uint8Array): boolean[] | undefined {
  if (bytes.length < 4) return undefined;
  const count = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  if (count > (bytes.length - 4) * 8) return undefined;
  return Array.from({ length: count }, (_, index) => (((bytes[4 + (index >> 3)] ?? 0) >> (7 - (index & 7))) & 1) === 1);
}
