/**
 * Payload bytes to and from what JSON can carry: text, a JSON value, base64 or hex. Used wherever a message leaves for an
 * assistant or a browser, or comes from one. Reading bytes never fails; reading what people typed is strict, because a
 * lenient base64 decoder would publish bytes that nobody meant.
 */
import { isUtf8 } from 'node:buffer';
import { AppError } from '../errors.ts';

export const PAYLOAD_ENCODINGS = ['utf8', 'json', 'base64', 'hex'] as const;
export type PayloadEncoding = (typeof PAYLOAD_ENCODINGS)[number];

/** What a reader may ask for: `auto` is utf8 where the bytes are valid UTF-8, else base64. */
export const PAYLOAD_ENCODING_CHOICES = ['auto', ...PAYLOAD_ENCODINGS] as const;
export type PayloadEncodingChoice = (typeof PAYLOAD_ENCODING_CHOICES)[number];

export interface DecodedPayload {
  /** A string, except with encoding `json`: then any JSON value. */
  readonly payload: unknown;
  /** The encoding it has now, which is base64 where the one asked for does not fit the bytes. */
  readonly encoding: PayloadEncoding;
}

function invalid(detail: string, hint?: string): AppError {
  return new AppError('invalid-payload', detail, hint === undefined ? {} : { hint });
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
}

function encodeJson(value: unknown): Buffer {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    throw invalid(`The payload cannot be written as JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  if (text === undefined) throw invalid(`The payload is ${kindOf(value)}, which JSON cannot express.`);
  return Buffer.from(text);
}

function encodeText(text: string): Buffer {
  if (!text.isWellFormed()) throw invalid('The payload contains half of a surrogate pair, which has no UTF-8 form.');
  return Buffer.from(text);
}

function encodeJsonText(text: string): Buffer {
  try {
    JSON.parse(text);
  } catch (error) {
    throw invalid(
      `The payload is not valid JSON: ${error instanceof Error ? error.message : String(error)}.`,
      'Correct it, put quotes around it if it is meant as a JSON string, or leave out the encoding to send it as plain text.',
    );
  }
  return encodeText(text);
}

/** RFC 4648, section 4, with padding; section 3.5: the unused bits are zero. So every accepted text has one meaning. */
function encodeBase64(text: string): Buffer {
  const stray = /[^A-Za-z0-9+/=]/u.exec(text);
  if (stray !== null) {
    const hint = /[-_]/.test(stray[0]) ? 'Use the standard alphabet (+ and /), not the one for URLs (- and _).' : undefined;
    throw invalid(`The payload is not valid base64: ${JSON.stringify(stray[0])} at position ${stray.index} does not belong to it.`, hint);
  }
  if (text.length % 4 !== 0) {
    throw invalid(
      `The payload is not valid base64: it has ${text.length} characters, which is no multiple of four.`,
      'Pad it with = signs.',
    );
  }
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw invalid('The payload is not valid base64: its padding is wrong.');
  return bytes;
}

function encodeHex(text: string): Buffer {
  const stray = /[^0-9A-Fa-f]/u.exec(text);
  if (stray !== null) {
    throw invalid(`The payload is not valid hex: ${JSON.stringify(stray[0])} at position ${stray.index} is no hexadecimal digit.`);
  }
  if (text.length % 2 !== 0) throw invalid(`The payload is not valid hex: it has ${text.length} digits, an odd number.`);
  return Buffer.from(text, 'hex');
}

/**
 * The bytes to publish.
 * @param value text in the given encoding; with `json` and `utf8` also any other JSON value, which is sent as its JSON text.
 *   Text with `json` has to be JSON text and is sent as it stands.
 * @throws AppError `invalid-payload`
 */
export function encodePayload(value: unknown, encoding: PayloadEncoding = 'utf8'): Buffer {
  if (typeof value === 'string') {
    if (encoding === 'base64') return encodeBase64(value);
    if (encoding === 'hex') return encodeHex(value);
    return encoding === 'json' ? encodeJsonText(value) : encodeText(value);
  }
  if (encoding === 'base64' || encoding === 'hex') {
    throw invalid(`The payload is ${kindOf(value)}; with encoding ${encoding} it has to be a string.`);
  }
  return encodeJson(value);
}

function asBase64(bytes: Buffer): DecodedPayload {
  return { payload: bytes.toString('base64'), encoding: 'base64' };
}

function asJson(bytes: Buffer): DecodedPayload {
  if (!isUtf8(bytes)) return asBase64(bytes);
  try {
    return { payload: JSON.parse(bytes.toString('utf8')), encoding: 'json' };
  } catch {
    return asBase64(bytes);
  }
}

/** The bytes of a message as a JSON value; never throws. */
export function decodePayload(bytes: Buffer, choice: PayloadEncodingChoice = 'auto'): DecodedPayload {
  if (choice === 'hex') return { payload: bytes.toString('hex'), encoding: 'hex' };
  if (choice === 'base64') return asBase64(bytes);
  if (choice === 'json') return asJson(bytes);
  return isUtf8(bytes) ? { payload: bytes.toString('utf8'), encoding: 'utf8' } : asBase64(bytes);
}
