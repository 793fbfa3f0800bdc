/**
 * Checks a signed token by jose: size, algorithm, signature, issuer, audience and times, in the order in which they cost least.
 * Used by the modes jwt and oauth2. Whatever is wrong with a token is `invalid-token`, in words that repeat nothing of it.
 */
import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { AppError } from '../errors.ts';

export interface TokenRules {
  readonly algorithms: readonly string[];
  /** Known once the issuer was asked, in mode oauth2. */
  readonly issuer?: () => string | undefined;
  readonly audience?: string | readonly string[] | undefined;
  readonly clockToleranceSeconds: number;
  readonly maxTokenBytes: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Rejects with `invalid-token`, or with what the source of the key raises on purpose. */
export async function verifyToken(token: string, getKey: JWTVerifyGetKey, rules: TokenRules): Promise<JWTPayload> {
  if (Buffer.byteLength(token) > rules.maxTokenBytes) {
    throw new AppError('invalid-token', `The token is larger than ${rules.maxTokenBytes} bytes (auth.maxTokenBytes).`);
  }
  try {
    const { payload } = await jwtVerify(token, getKey, options(rules)).catch((error: unknown) => {
      if (error instanceof errors.JWKSMultipleMatchingKeys) return tryEach(error, token, rules);
      throw error;
    });
    assertIssuer(payload, rules);
    return payload;
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('invalid-token', wordsFor(error), { cause: error });
  }
}

function options({ algorithms, audience, clockToleranceSeconds, now }: TokenRules) {
  return {
    algorithms: [...algorithms],
    ...(audience === undefined ? {} : { audience: [audience].flat() }),
    clockTolerance: clockToleranceSeconds,
    requiredClaims: ['exp'],
    currentDate: new Date(now()),
  };
}

/** A token that names no key may have been signed with any that fits its algorithm. */
async function tryEach(candidates: errors.JWKSMultipleMatchingKeys, token: string, rules: TokenRules): Promise<{ payload: JWTPayload }> {
  for await (const key of candidates) {
    try {
      return await jwtVerify(token, key, options(rules));
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
    }
  }
  throw new errors.JWSSignatureVerificationFailed();
}

/** After the signature, since only the source of its key knows the issuer for sure. */
function assertIssuer({ iss }: JWTPayload, { issuer }: TokenRules): void {
  const expected = issuer?.();
  if (expected !== undefined && iss !== expected) throw new AppError('invalid-token', 'The token was issued by somebody else.');
}

const wordsByClaim: Readonly<Record<string, string>> = {
  aud: 'The token was issued for another audience.',
  exp: 'The token says not when it expires (exp).',
  nbf: 'The token is not valid yet (nbf).',
};

function wordsFor(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'The token has expired.';
  if (error instanceof errors.JWTClaimValidationFailed)
    return wordsByClaim[error.claim] ?? 'A claim of the token is not what it has to be.';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'The token is signed with an algorithm that is not accepted here.';
  if (error instanceof errors.JWKSNoMatchingKey) return 'The token is signed with a key that its issuer does not have.';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'The signature of the token is wrong.';
  return 'The token is not a signed JSON Web Token that can be checked here.';
}
