/**
 * From the claims of a token whose signature was checked to the principal it speaks for. Pure; who may do what with that is
 * decided in authorize.ts.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { aclClaim } from './acl-rules.ts';
import type { Principal } from './principal.ts';

const name = z
  .string()
  .nullish()
  .transform((value) => (value === null || value === '' ? undefined : value));

const names = z
  .union([z.array(z.string()), z.string()])
  .nullish()
  .transform((value) => (value === null || value === undefined ? undefined : [value].flat()));

const claimsSchema = z.object({
  iss: name,
  sub: name,
  // Checked with the signature, and demanded: what never ends cannot be taken back.
  exp: z.number(),
  username: name,
  clientid: name,
  client_id: name,
  acl: aclClaim.nullish(),
  roles: names,
  // RFC 8693, section 4.2: separated by spaces; some authorization servers say `scp`, also as a list.
  scope: names,
  scp: names,
});

/** @throws AppError `invalid-token` where a claim that says what somebody may do cannot be understood */
export function principalOf(kind: 'jwt' | 'oauth2', payload: unknown, token: string): Principal {
  const parsed = claimsSchema.safeParse(payload);
  if (!parsed.success) throw misunderstood(parsed.error);
  const { exp, clientid, client_id: oauthClient, acl, roles, scope, scp, ...who } = parsed.data;
  const username = who.username ?? who.sub;
  const clientId = clientid ?? oauthClient;
  const scopes = (scope ?? scp)?.flatMap((text) => text.split(' ')).filter((text) => text !== '');
  return {
    id: `${kind}:${who.iss ?? ''}#${identity({ ...who, clientId }, token)}`,
    kind,
    expiresAt: exp * 1_000,
    ...(username === undefined ? {} : { username }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(acl === undefined || acl === null ? {} : { acl }),
    ...(roles === undefined ? {} : { roles }),
    ...(scopes === undefined ? {} : { scopes }),
  };
}

interface Named {
  readonly sub?: string | undefined;
  readonly username?: string | undefined;
  readonly clientId?: string | undefined;
}

/** Encoded, so that no subject can pass for another kind of name; whoever has none is told apart by their token. */
function identity({ sub, username, clientId }: Named, token: string): string {
  if (sub !== undefined) return encodeURIComponent(sub.toWellFormed());
  if (username !== undefined) return `username=${encodeURIComponent(username.toWellFormed())}`;
  if (clientId !== undefined) return `clientid=${encodeURIComponent(clientId.toWellFormed())}`;
  return `token=${createHash('sha256').update(token).digest('base64url').slice(0, 22)}`;
}

function misunderstood(error: z.ZodError): AppError {
  const claims = [...new Set(error.issues.map(({ path }) => String(path[0])))];
  const detail = `The token is genuine, but what its claim ${claims.join(', ')} says cannot be understood.`;
  return new AppError('invalid-token', detail, {
    hint: 'Ask whoever issues the tokens to correct it; the documentation shows the forms.',
    cause: error,
  });
}
