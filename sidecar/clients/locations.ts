/**
 * From a definition and the facts of a machine to absolute paths. Pure: nothing is read from the disk here, so that the paths
 * of every system can be worked out, and tested, on any.
 */
import { posix, win32 } from 'node:path';
import type { BaseFolder, ClientDefinition, ClientEnvironment, Place } from './types.ts';

export interface ResolvedInstallation {
  readonly id: string;
  readonly label: string;
  readonly file: string;
  /** If one of these exists, the client is installed. */
  readonly presence: readonly string[];
}

/** The installations that a platform knows, whether they are there or not. */
export function resolveInstallations(definition: ClientDefinition, environment: ClientEnvironment): ResolvedInstallation[] {
  return definition.installations
    .filter((installation) => installation.platforms.includes(environment.platform))
    .flatMap(({ id, label, file, presence }) => {
      const path = resolvePlace(file, environment);
      if (path === undefined) return [];
      const signs = presence.map((place) => resolvePlace(place, environment)).filter((sign) => sign !== undefined);
      return [{ id, label, file: path, presence: signs }];
    });
}

function resolvePlace(place: Place, environment: ClientEnvironment): string | undefined {
  const { join } = environment.platform === 'win32' ? win32 : posix;
  const base = resolveBase(place.base, environment);
  return base === undefined ? undefined : join(base, ...place.path);
}

function resolveBase(base: BaseFolder, environment: ClientEnvironment): string | undefined {
  const { platform, home, env } = environment;
  if (typeof base === 'object') return absolute(env[base.env], platform);
  switch (base) {
    case 'home':
      return home;
    case 'root':
      return platform === 'win32' ? undefined : '/';
    case 'local-data':
      return platform === 'win32' ? (absolute(env['LOCALAPPDATA'], platform) ?? win32.join(home, 'AppData', 'Local')) : undefined;
    case 'config':
      if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support');
      if (platform === 'win32') return environment.appData ?? absolute(env['APPDATA'], platform) ?? win32.join(home, 'AppData', 'Roaming');
      return absolute(env['XDG_CONFIG_HOME'], platform) ?? posix.join(home, '.config');
  }
}

/** A relative path in such a variable is to be ignored (XDG Base Directory Specification). */
function absolute(path: string | undefined, platform: ClientEnvironment['platform']): string | undefined {
  const { isAbsolute } = platform === 'win32' ? win32 : posix;
  return path !== undefined && isAbsolute(path) ? path : undefined;
}
