/** Where programs keep a user's configuration, on each system. */
import { posix, win32 } from 'node:path';
import type { Environment } from './environment.ts';

const NAME = 'mqttx-sse-server';

/** Absolute; undefined where the system does not say (a service account without a home). */
export function userConfigFolder(platform: NodeJS.Platform, env: Environment, home: string): string | undefined {
  if (platform === 'win32') {
    const appData = env['APPDATA'] ?? '';
    return appData === '' ? undefined : win32.join(appData, NAME);
  }
  if (platform === 'darwin') return home === '' ? undefined : posix.join(home, 'Library', 'Application Support', NAME);
  // XDG Base Directory Specification: a relative path is invalid and is ignored.
  const xdg = env['XDG_CONFIG_HOME'] ?? '';
  if (posix.isAbsolute(xdg)) return posix.join(xdg, NAME);
  return home === '' ? undefined : posix.join(home, '.config', NAME);
}
