import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePayload, payloadBytes } from '../../../sidecar/client/payload.ts';
import type { Message } from '../../../sidecar/client/types.ts';
import { decodePayload as decodeOnServer, PAYLOAD_ENCODING_CHOICES } from '../../../sidecar/mqtt/payload-codec.ts';

const head = { topic: 'a', qos: 0, retain: false, timestamp: '2026-01-01T00:00:00.000Z' } as const;

describe('decodePayload', () => {
  it.each(PAYLOAD_ENCODING_CHOICES)('gives what the server gives for small payloads, asked for %s', (encoding) => {
    const bytes = fc.oneof(
      fc.uint8Array(),
      fc.string({ unit: fc.constantFrom('a', '0', 'ä', '€', '😀', '\0', '\uFEFF') }).map((text) => new TextEncoder().encode(text)),
      fc.json().map((text) => new TextEncoder().encode(text)),
    );
    fc.assert(
      fc.property(bytes, (given) => {
        expect(decodePayload(given, encoding)).toEqual(decodeOnServer(Buffer.from(given), encoding));
      }),
    );
  });

  it('takes more bytes than a function takes arguments', () => {
    const bytes = new Uint8Array(300_000).map((_, index) => index * 7);
    expect(decodePayload(bytes, 'base64').payload).toBe(Buffer.from(bytes).toString('base64'));
  });
});

describe('payloadBytes', () => {
  it.each(['auto', 'utf8', 'base64', 'hex'] as const)(
    'turns a payload back into the bytes that were published, asked for %s',
    (encoding) => {
      fc.assert(
        fc.property(fc.uint8Array(), (bytes) => {
          const message: Message = { ...head, ...decodePayload(bytes, encoding) };
          expect(payloadBytes(message)).toEqual(new Uint8Array(bytes));
        }),
      );
    },
  );

  it('writes a JSON value anew', () => {
    expect(new TextDecoder().decode(payloadBytes({ ...head, encoding: 'json', payload: { a: [1] } }))).toBe('{"a":[1]}');
  });

  it('takes the bytes of a message in chunks as they came', () => {
    const raw = Uint8Array.of(1, 2, 3);
    expect(payloadBytes({ ...head, encoding: 'utf8', payload: 'not looked at', raw })).toBe(raw);
  });
});
