/** What the sidecar is started with: the settings of this moment as its configuration. Pure. */
import type { PolicyView } from '../../../sidecar/admin/schema.ts';
import type { ConfigInput } from '../../../sidecar/config/schema.ts';
import type { StartMessage } from '../../../sidecar/parent/schema.ts';
import type { ProfilesForSidecar } from '../storage/profile-store.ts';
import type { StoredSettings } from '../storage/stored-settings.ts';

/** The program waits for the sidecar's end when it quits, and nobody likes to wait. */
const SHUTDOWN_SECONDS = 3;

interface StartParts {
  readonly port: number;
  readonly settings: Pick<StoredSettings, 'limits'>;
  /** The access token that clients have to present. */
  readonly token: string | undefined;
  readonly adminToken: string;
  readonly profiles: ProfilesForSidecar;
  /** Path of the history, so that readers find after a restart what came before. */
  readonly historyFile: string;
  readonly policy: PolicyView;
}

export function startMessage({ port, settings, token, adminToken, profiles, historyFile, policy }: StartParts): StartMessage {
  const config = {
    server: { port, shutdownSeconds: SHUTDOWN_SECONDS },
    auth: token === undefined ? { mode: 'none' } : { mode: 'token', token },
    limits: { ...settings.limits },
    policy,
    history: { store: 'sqlite', path: historyFile },
  } satisfies ConfigInput;
  return { type: 'start', config, adminToken, profiles: profiles.profiles, defaultProfile: profiles.defaultProfile };
}
