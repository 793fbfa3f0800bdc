/**
 * Payloads between text and bytes. Used when a message in chunks is put together, and by pages that want the bytes of any
 * message. Pure.
 */
import type { ConnectOptions, JsonMessage, Message, TextMessage } from './types.ts';

type Payload = Pick<TextMessage, 'encoding' | 'payload'> | Pick<JsonMessage, 'encoding' | 'payload'>;

/** The bytes that were published; of `json` payloads those of the value written anew. */
export function payloadBytes({ raw, encoding, payload }: Message): Uint8Array<ArrayBuffer> {
  if (raw) return raw;
  if (encoding === 'base64') return fromBase64(payload);
  if (encoding === 'hex') return new Uint8Array((payload.match(/../g) ?? []).map((pair) => parseInt(pair, 16)));
  return new TextEncoder().encode(encoding === 'json' ? JSON.stringify(payload) : payload);
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
  return bytes;
}

/** As the server does with small payloads: an encoding that does not fit the bytes becomes base64. */
export function decodePayload(bytes: Uint8Array, wanted: ConnectOptions['encoding']): Payload {
  if (wanted === 'hex') return { encoding: wanted, payload: hexDigits(bytes) };
  try {
    if (wanted !== 'base64') {
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      return wanted === 'json' ? { encoding: wanted, payload: JSON.parse(text) } : { encoding: 'utf8', payload: text };
    }
  } catch {
    // Not UTF-8, or not JSON.
  }
  let binary = '';
  // As many arguments as every engine takes.
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return { encoding: 'base64', payload: btoa(binary) };
}

export function hexDigits(bytes: Uint8Array): string {
  let digits = '';
  for (const byte of bytes) digits += (byte + 256).toString(16).slice(1);
  return digits;
}
