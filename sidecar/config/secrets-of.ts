/** The secrets of a configuration, for the redactor that keeps them out of everything that is written. Pure. */
import type { Config } from './schema.ts';

/** Whatever the configuration holds that must not be printed. */
export function secretsOf({ auth, admin, profiles, server }: Config): string[] {
  const passwords = Object.values(profiles).flatMap(({ password, oauth2, tls }) => [password, oauth2?.clientSecret, tls?.passphrase]);
  return [auth.token, auth.jwt?.secret, admin.token, server.tls?.passphrase, ...passwords]
    .filter((secret) => secret !== undefined && secret !== '')
    .map(String);
}
