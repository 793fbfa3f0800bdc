/**
 * Reads the body of a request as JSON: bounded in bytes and in depth, strict UTF-8. Used by every route that takes a body,
 * instead of a body parser, so that all of them refuse the same things in the same words.
 */
import type { IncomingMessage } from 'node:http';
import { MIMEType } from 'node:util';
import { AppError } from '../errors.ts';
import { readBoundedBody } from './bounded-body.ts';
import { exceedsDepth } from './json-depth.ts';

export type JsonBody = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: AppError };

interface JsonBodyLimits {
  readonly maxBytes: number;
  readonly maxDepth?: number;
  /** Takes the body for JSON whatever type it names: for clients that are known to name a wrong one, or none. */
  readonly anyType?: boolean;
}

/**
 * Errors: `unsupported-media-type`, `body-too-large`, `invalid-json`. The answer to a body that is too large can be read
 * by a client that writes the whole of it first, see `readBoundedBody`.
 */
export async function readJsonBody(
  request: IncomingMessage,
  { maxBytes, maxDepth = 64, anyType = false }: JsonBodyLimits,
): Promise<JsonBody> {
  const body = await readBoundedBody(request, maxBytes);
  if (!body.ok) return body;
  const error = mediaTypeProblem(request, anyType);
  return error === undefined ? parseJson(body.bytes, maxDepth) : { ok: false, error };
}

/** Keeps nothing from one text to the next, and takes longer to make than to use. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** RFC 8259: UTF-8 (section 8.1; a byte order mark is ignored, as it allows) and a limit to the depth (section 9). */
export function parseJson(bytes: Uint8Array, maxDepth: number): JsonBody {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return refuse('The body is not valid UTF-8.');
  }
  // Before it is parsed: what reads the value later, schemas for one, may go as deep in calls as the value is nested.
  if (exceedsDepth(text, maxDepth)) return refuse(`The body is nested more than ${maxDepth} levels deep.`);
  try {
    const value: unknown = JSON.parse(text);
    return { ok: true, value };
  } catch {
    return refuse(text.trim() === '' ? 'The body is empty.' : 'The body is not valid JSON.');
  }
}

/** application/json, or a type that says it is JSON (RFC 6839, section 3.1); the charset, if named, is UTF-8. */
function mediaTypeProblem({ headers }: IncomingMessage, anyType: boolean): AppError | undefined {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    return new AppError('unsupported-media-type', `A body with Content-Encoding: ${encoding} is not taken.`, {
      hint: 'Send the body as it is, without compression.',
    });
  }
  if (anyType) return undefined;
  const type = headers['content-type'];
  if (type === undefined) return new AppError('unsupported-media-type', 'The request does not say what its body is.');
  return isJsonType(type) ? undefined : new AppError('unsupported-media-type', `A body of type ${type} is not taken.`);
}

function isJsonType(type: string): boolean {
  try {
    const { essence, params } = new MIMEType(type);
    const charset = params.get('charset') ?? 'utf-8';
    return /^application\/(?:.+\+)?json$/.test(essence) && /^utf-?8$/i.test(charset);
  } catch {
    return false;
  }
}

function refuse(detail: string): JsonBody {
  return { ok: false, error: new AppError('invalid-json', detail) };
}
