/**
 * Compares a secret with what a caller sent, in a time that tells nothing of how much of it was right. Used for the static
 * token and the admin token.
 */
import { createHash, timingSafeEqual } from 'node:crypto';

/** Both are hashed first: `timingSafeEqual` wants equal lengths, and the length of the secret is nobody's business. */
export function createSecretMatcher(secret: string): (candidate: string) => boolean {
  const expected = digest(secret);
  return (candidate) => timingSafeEqual(digest(candidate), expected);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
