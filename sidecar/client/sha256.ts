/** SHA-256 of reassembled messages as hexadecimal digits, by what the platform has: an implementation of our own would be a fifth of the library. */
import { hexDigits } from './payload.ts';

/**
 * @returns undefined where there is no `crypto.subtle`: browsers have it in secure contexts only, which are https and loopback
 */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  const subtle = typeof crypto === 'object' ? crypto.subtle : undefined;
  return subtle && hexDigits(new Uint8Array(await subtle.digest('SHA-256', bytes)));
}
