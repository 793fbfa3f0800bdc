/** Whatever a configuration holds that must not be printed, for the redactor of the log. Pure. */
import type { Config } from './schema.ts';

export function secretsOf({ auth, admin, cluster, profiles, server }: Config): string[] {
  const passwords = Object.values(profiles).flatMap(({ password, oauth2, tls }) => [password, oauth2?.clientSecret, tls?.passphrase]);
  const redis = cluster.redisUrl === undefined ? undefined : URL.parse(cluster.redisUrl)?.password;
  return [auth.token, auth.jwt?.secret, admin.token, server.tls?.passphrase, cluster.redisTls?.passphrase, redis, ...passwords]
    .filter((secret) => secret !== undefined && secret !== '')
    .map(String);
}
