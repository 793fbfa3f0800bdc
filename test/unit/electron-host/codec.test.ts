/**
 * The codec that carries values between main, preload and page.
 */
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode } from '../../electron-host/runtime/codec/decode.ts';
import { encode } from '../../electron-host/runtime/codec/encode.ts';

const roundTrip = (value: unknown): unknown => decode(encode(value));

test('whatever the structured clone algorithm carries comes back equal', () => {
  const values = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withSparseArray: false,
  });
  fc.assert(
    fc.property(values, (value) => {
      expect(roundTrip(value)).toEqual(value);
    }),
  );
});

test('a circle closes again', () => {
  const circle: { self?: unknown; list: unknown[] } = { list: [] };
  circle.self = circle;
  circle.list.push(circle.list);
  const copy = roundTrip(circle);
  expect(copy).toMatchObject({ list: [expect.any(Array)] });
  expect(Reflect.get(Object(copy), 'self')).toBe(copy);
});

test('an object that stands in two places stays one object', () => {
  const shared = { a: 1 };
  const [first, second] = [roundTrip([shared, shared])].flat();
  expect(first).toBe(second);
});

test('an error keeps name, message and stack', () => {
  const error = new TypeError('bad note');
  expect(roundTrip(error)).toMatchObject({ name: 'TypeError', message: 'bad note', stack: error.stack });
});

test('a buffer arrives as bytes', () => {
  expect(roundTrip(Buffer.from([1, 2, 255]))).toEqual(new Uint8Array([1, 2, 255]));
});

test.each([
  ['a function', () => {}],
  ['a symbol', Symbol('x')],
  ['a promise', Promise.resolve()],
  ['a function deep inside', { a: [{ b: () => {} }] }],
])('%s cannot be cloned', (_name, value) => {
  expect(() => encode(value)).toThrow('An object could not be cloned.');
});

test('functions cross by id where somebody keeps them', () => {
  const text = encode({ call: () => 'called' }, () => 7);
  const copy = decode(text, (id) => () => `stub ${id}`);
  expect(Reflect.get(Object(copy), 'call')()).toBe('stub 7');
});

test('both halves run from their source text alone, as they do in a page', () => {
  const source = `(${String(decode)})((${String(encode)})({ when: new Date(5), bytes: new Uint8Array([1]) })).when.getTime()`;
  expect(runInNewContext(source, { btoa, atob })).toBe(5);
});
