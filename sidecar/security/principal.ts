/**
 * Who a request speaks for, once the one decision point has said so. Everything that belongs to somebody (a session, a
 * connection, an entry of the activity record) names its owner by `id`.
 */
export interface Principal {
  /** Stable over requests and restarts, and no secret: `anonymous`, `token`, `admin`; for signed tokens issuer and subject. */
  readonly id: string;
  readonly kind: 'anonymous' | 'token' | 'admin' | 'jwt' | 'oauth2' | 'certificate' | 'stdio';
  /** Milliseconds since the epoch at which the proof runs out. */
  readonly expiresAt?: number;
  /** Fills `${username}` in permissions. */
  readonly username?: string;
  /** Fills `${clientid}` in permissions. */
  readonly clientId?: string;
}

export const ANONYMOUS: Principal = { id: 'anonymous', kind: 'anonymous' };
