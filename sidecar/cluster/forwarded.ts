/**
 * A request on its way from the instance that received it to the one that owns what it is about, and the response on its way
 * back, as the messages that carry them. Who calls was decided where the request came in and travels with it: an instance
 * believes another because both hold the same Redis. Pure.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { Authenticated } from '../security/authenticate.ts';
import { principalSchema } from '../security/principal-schema.ts';

/** Bytes of a response that may be on their way before the receiver says that it has passed them on. */
export const WINDOW_BYTES = 256 * 1024;

const callerSchema: z.ZodType<Authenticated> = z.object({ principal: principalSchema, carrier: z.enum(['none', 'header', 'query']) });

const id = z.string();

export const forwardedRequestSchema = z.object({
  id,
  method: z.string(),
  /** Path and query as the client sent them. */
  target: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.base64(),
  /** IP address of the client. */
  address: z.string(),
  /** Undefined where the request carries no proof: the session that it names may stand for one. */
  caller: callerSchema.exactOptional(),
});

export type ForwardedRequest = z.output<typeof forwardedRequestSchema>;

export const creditSchema = z.object({ id, bytes: z.int() });
export const idSchema = z.object({ id });

/** A part of a response; numbered, since a part may get lost while Redis is away. */
export const partSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('head'),
    id,
    number: z.int(),
    status: z.int(),
    headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  }),
  z.object({ kind: z.literal('data'), id, number: z.int(), data: z.base64() }),
  z.object({ kind: z.literal('end'), id, number: z.int() }),
  z.object({ kind: z.literal('cut'), id, number: z.int() }),
]);

export type ResponsePart = z.output<typeof partSchema>;

/** What belongs to one connection (RFC 9110, section 7.6.1), or was decided where the request came in. */
const LEFT_BEHIND = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
  'authorization',
  'cookie',
  'origin',
  'forwarded',
  'content-length',
  'expect',
  'date',
]);

function travels(name: string): boolean {
  return !LEFT_BEHIND.has(name) && !name.startsWith('x-forwarded-');
}

export function requestHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const travelling = Object.entries(headers).filter(([name, value]) => value !== undefined && travels(name));
  return Object.fromEntries(travelling.map(([name, value]) => [name, String(value)]));
}

export function responseHeaders(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]): [string, string | string[]][] =>
      value === undefined || (!travels(name) && name !== 'content-length') ? [] : [[name, value]],
    ),
  );
}
