/** A stored profile with its secrets opened, as the sidecar's configuration wants it. Pure. */
import type { ConfigInput } from '../../../sidecar/config/schema.ts';
import type { StoredProfile } from './profile-file.ts';

export type ProfileInput = NonNullable<ConfigInput['profiles']>[string];

export interface ProfileSecrets {
  readonly password: string | null;
  readonly key: string | null;
}

export function profileInput(profile: Omit<StoredProfile, 'password' | 'key'>, { password, key }: ProfileSecrets): ProfileInput {
  const { url, protocolVersion, clientId, username, keepaliveSeconds, cleanStart, tls } = profile;
  const { ca, cert, rejectUnauthorized } = tls;
  const isTls = /^(mqtts|wss):/i.test(url);
  return {
    url,
    protocolVersion,
    keepaliveSeconds,
    cleanStart,
    ...(isGiven(clientId) && { clientId }),
    ...(isGiven(username) && { username }),
    ...(isGiven(password) && { password }),
    ...(isTls && {
      tls: { rejectUnauthorized, ...(isGiven(ca) && { ca }), ...(isGiven(cert) && { cert }), ...(isGiven(key) && { key }) },
    }),
  };
}

/** An empty field of a form is no value. */
function isGiven(value: string | null): value is string {
  return value !== null && value !== '';
}
