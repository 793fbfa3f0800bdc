/**
 * The key that the configuration gives for mode jwt, checked when the server starts: a shared secret, or a public key with the
 * algorithms that fit it. Pure, but for the file that a path names.
 */
import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { AppError } from '../errors.ts';

interface StaticKey {
  readonly key: KeyObject;
  /** Those that fit the key; a token with another one is refused whatever its signature. */
  readonly algorithms: readonly string[];
}

const MIN_RSA_BITS = 2048;

const curveAlgorithms: Readonly<Record<string, string>> = { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' };

/** @throws AppError `invalid-configuration` for a key that is public: everybody could sign with it (RFC 8725, section 2.1) */
export function sharedSecret(secret: string): StaticKey {
  if (/-----BEGIN [A-Z ]*(?:PUBLIC KEY|CERTIFICATE)-----/.test(secret)) {
    throw new AppError('invalid-configuration', 'auth.jwt.secret holds a public key, with which everybody could sign tokens.', {
      hint: 'Set auth.jwt.publicKey instead.',
    });
  }
  return { key: createSecretKey(secret, 'utf8'), algorithms: ['HS256', 'HS384', 'HS512'] };
}

/**
 * @param given PEM text of a public key or certificate, or the path of a file that holds it
 * @throws AppError `invalid-configuration`
 */
export function publicKey(given: string, readFile: (path: string) => string): StaticKey {
  const key = parsed(given.includes('-----BEGIN ') ? given : readPem(given, readFile));
  const algorithms = algorithmsOf(key);
  if (algorithms.length === 0) {
    throw new AppError('invalid-configuration', `auth.jwt.publicKey is of a kind that signs no tokens (${key.asymmetricKeyType}).`, {
      hint: `Use RSA with ${MIN_RSA_BITS} bits or more, an elliptic curve (P-256, P-384, P-521), or Ed25519.`,
    });
  }
  return { key, algorithms };
}

function readPem(path: string, readFile: (path: string) => string): string {
  try {
    return readFile(path);
  } catch (error) {
    throw new AppError('invalid-configuration', `auth.jwt.publicKey names the file ${path}, which cannot be read.`, { cause: error });
  }
}

function parsed(pem: string): KeyObject {
  try {
    return createPublicKey(pem);
  } catch (error) {
    throw new AppError('invalid-configuration', 'auth.jwt.publicKey is no public key.', {
      hint: 'Give a PEM text that begins with -----BEGIN PUBLIC KEY-----, or the path of such a file.',
      cause: error,
    });
  }
}

function algorithmsOf({ asymmetricKeyType, asymmetricKeyDetails: details = {} }: KeyObject): string[] {
  switch (asymmetricKeyType) {
    case 'rsa':
      if ((details.modulusLength ?? 0) < MIN_RSA_BITS) return [];
      return ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
    case 'ec':
      return [curveAlgorithms[details.namedCurve ?? ''] ?? []].flat();
    case 'ed25519':
      return ['EdDSA', 'Ed25519'];
    default:
      return [];
  }
}
