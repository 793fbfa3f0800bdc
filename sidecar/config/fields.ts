/**
 * Building blocks of the configuration schema: the kinds of value that several sections share, each with the words that say
 * what is allowed. Used by the sections only. What a setting means, and its default, stand on the setting itself.
 */
import { z } from 'zod';
import { enumerate } from './words.ts';

/**
 * How much of a value may be shown: `value`: nothing of it; `url`: all but the credentials; `pem`: a path is shown, the text of
 * a key is not.
 */
export type SecretKind = 'value' | 'url' | 'pem';

/** What Zod's own checks don't tell of a setting. Read by walking the schema; `description` is Zod's own field. */
declare module 'zod' {
  interface GlobalMeta {
    /** What is allowed, in words; where the checks alone would say it badly (patterns, unions). */
    allowed?: string;
    secret?: SecretKind;
    /** The value is a path (or, with `pem`, may be one): relative ones are resolved against the place they were given at. */
    path?: boolean;
    /** Short form of the flag, as `port` for `--server-port`. */
    flag?: string;
  }
}

export const text = () => z.string().min(1);

export const secret = () => z.string().min(1).meta({ secret: 'value' });

/** A certificate or public key. */
export const pem = () => z.string().min(1).meta({ path: true, allowed: 'path of a PEM file, or PEM text' });

/** A private key. */
export const secretPem = () => z.string().min(1).meta({ path: true, secret: 'pem', allowed: 'path of a PEM file, or PEM text' });

export const path = () => z.string().min(1).meta({ path: true, allowed: 'path of a file' });

export const port = () => z.int().min(0).max(65_535);

/** Whole numbers of things: bytes, messages, milliseconds. */
export const count = (min: number, max: number) => z.int().min(min).max(max);

/** Seconds, fractions allowed. A day and more still fits into a timer, which holds 24.8 days at most. */
export const seconds = (min: number, max: number) => z.number().min(min).max(max);

export const hostName = () =>
  z
    .string()
    .regex(/^[\w.:%-]+$/)
    .meta({ allowed: 'host name or IP address (IPv6 without brackets)' });

function hasScheme(value: string, schemes: readonly string[]): boolean {
  const parsed = URL.parse(value);
  return parsed !== null && parsed.hostname !== '' && schemes.includes(parsed.protocol.slice(0, -1));
}

/** A URL with one of the schemes and a host. */
export function url(...schemes: readonly string[]) {
  const allowed = `URL that begins with ${enumerate(
    schemes.map((scheme) => `${scheme}://`),
    'or',
  )}`;
  return z
    .string()
    .refine((value) => hasScheme(value, schemes), { error: `not a ${allowed}`, params: { format: true } })
    .meta({ allowed, secret: 'url' });
}
