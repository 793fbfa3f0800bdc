/**
 * Who a request speaks for, once the one decision point has said so, and what the proof says of their permissions. Everything
 * that belongs to somebody (a session, a connection, an entry of the activity record) names its owner by `id`.
 */
import type { AclRule } from './acl-rules.ts';
import type { CertificateIdentity } from './peer-certificate.ts';

export interface Principal {
  /**
   * Stable over requests and restarts, and no secret: `anonymous`, `token`, `admin`; for signed tokens issuer and subject, for
   * client certificates their subject.
   */
  readonly id: string;
  readonly kind: 'anonymous' | 'token' | 'admin' | 'jwt' | 'oauth2' | 'certificate' | 'stdio';
  /** Milliseconds since the epoch at which the proof runs out. */
  readonly expiresAt?: number;
  /** Fills `${username}` in permissions. */
  readonly username?: string;
  /** Fills `${clientid}` in permissions. */
  readonly clientId?: string;
  /** The claim `acl`, as one list of rules; absent where the token has none. */
  readonly acl?: readonly AclRule[];
  /** Names of roles in the configuration, in the order of the token. */
  readonly roles?: readonly string[];
  /** OAuth scopes, those of other services included. */
  readonly scopes?: readonly string[];
}

export const ANONYMOUS: Principal = { id: 'anonymous', kind: 'anonymous' };

/**
 * The same caller with a client certificate: its subject is the username, whatever a token says, and the proof ends with whichever
 * ends first. Without claims of a token the roles are those that the configuration gives to certificates.
 */
export function certified(principal: Principal, certificate: CertificateIdentity, roles: readonly string[]): Principal {
  const { username, subject } = certificate;
  const hasClaims = principal.kind === 'jwt' || principal.kind === 'oauth2';
  const own = principal.kind === 'anonymous' ? `certificate:${subject}` : `${principal.id}+certificate:${subject}`;
  return {
    ...principal,
    id: own,
    username,
    expiresAt: Math.min(principal.expiresAt ?? Infinity, certificate.expiresAt),
    ...(hasClaims ? {} : { kind: 'certificate', ...(roles.length === 0 ? {} : { roles }) }),
  };
}

/** @param now milliseconds since the epoch */
export function isExpired({ expiresAt = Infinity }: Principal, now: number): boolean {
  return expiresAt <= now;
}
