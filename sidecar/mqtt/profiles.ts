/**
 * Turns a profile of the configuration into what it takes to connect. Certificates and keys stand in a profile as the path of
 * a PEM file or as PEM text; files are read here, with a reader handed in, and at each use, so that renewed ones are seen.
 */
import type { Profile } from '../config/schema.ts';
import { AccessTokens } from './access-tokens.ts';
import { pemText, type ReadPem } from './read-pem.ts';
import type { BrokerTlsOptions, ConnectionOptions, TokenSource } from './types.ts';

type ProfileTls = NonNullable<Profile['tls']>;

function tlsOptions(
  name: string,
  { ca, cert, key, passphrase, rejectUnauthorized, servername, alpn }: ProfileTls,
  readPem: ReadPem,
): BrokerTlsOptions {
  const pem = (member: 'ca' | 'cert' | 'key', value: string | undefined) => {
    if (value === undefined) return {};
    return { [member]: pemText(value, `profiles.${name}.tls.${member}`, readPem) };
  };
  return {
    ...pem('ca', ca),
    ...pem('cert', cert),
    ...pem('key', key),
    ...(passphrase === undefined ? {} : { passphrase }),
    rejectUnauthorized,
    ...(servername === undefined ? {} : { servername }),
    ...(alpn === undefined ? {} : { alpn }),
  };
}

/** How long a broker keeps a session that is to be kept, where the profile does not say. */
const SESSION_EXPIRY_SECONDS = 86_400;

/** How a profile's session is kept where it does not say itself. */
export interface SessionDefaults {
  readonly cleanStart: boolean;
  /** The id under which a kept session is found again; undefined where whoever connects knows it. */
  clientIdOf(profile: string): string | undefined;
}

function sessionOptions(
  name: string,
  { cleanStart: given, clientId, sessionExpirySeconds }: Profile,
  defaults: SessionDefaults | undefined,
) {
  const cleanStart = given ?? defaults?.cleanStart ?? true;
  if (cleanStart) return { cleanStart };
  const known = clientId ?? defaults?.clientIdOf(name);
  return {
    cleanStart,
    sessionExpirySeconds: sessionExpirySeconds ?? SESSION_EXPIRY_SECONDS,
    ...(known === undefined ? {} : { clientId: known }),
  };
}

/**
 * @param tokens the source that connections of the profile share; without it, one of their own
 * @throws AppError `invalid-configuration` when a PEM file cannot be read or holds no PEM
 */
export function profileOptions(
  name: string,
  profile: Profile,
  readPem: ReadPem,
  { session, tokens }: { readonly session?: SessionDefaults | undefined; readonly tokens?: TokenSource | undefined } = {},
): ConnectionOptions {
  const { tls, connectTimeoutSeconds, oauth2, ...shared } = profile;
  const source = tokens ?? (oauth2 === undefined ? undefined : new AccessTokens({ settings: oauth2 }));
  return {
    ...shared,
    ...sessionOptions(name, profile, session),
    connectTimeoutMs: connectTimeoutSeconds * 1000,
    ...(tls === undefined ? {} : { tls: tlsOptions(name, tls, readPem) }),
    ...(source === undefined ? {} : { tokens: source }),
  };
}

/** Whether there is such a profile. One whose files cannot be read is there, too; why it is of no use, whoever connects is told. */
export function isProfile(optionsOf: (name: string) => ConnectionOptions | undefined, name: string): boolean {
  try {
    return optionsOf(name) !== undefined;
  } catch {
    return true;
  }
}
