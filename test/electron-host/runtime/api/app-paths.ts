/**
 * `app.getPath` and `app.setPath`: the folders that Electron names, as they are on Linux (XDG base directories).
 */
import { mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';

const HOME_FOLDERS: Readonly<Record<string, string>> = {
  desktop: 'Desktop',
  documents: 'Documents',
  downloads: 'Downloads',
  music: 'Music',
  pictures: 'Pictures',
  videos: 'Videos',
};

interface PathSources {
  readonly executable: string;
  /** Value of `--user-data-dir`, empty when it was not given. */
  readonly userDataSwitch: () => string;
  readonly appName: () => string;
}

export class AppPaths {
  readonly #sources: PathSources;
  readonly #overrides = new Map<string, string>();

  constructor(sources: PathSources) {
    this.#sources = sources;
  }

  get(name: string): string {
    const path = this.#overrides.get(name) ?? this.#defaultPath(name);
    if (path === undefined) throw new Error(`Failed to get '${name}' path`);
    return path;
  }

  set(name: string, path: string): void {
    if (!isAbsolute(path)) throw new Error('Path must be absolute');
    this.#overrides.set(name, path);
    mkdirSync(path, { recursive: true });
  }

  #defaultPath(name: string): string | undefined {
    switch (name) {
      case 'home':
        return homedir();
      case 'appData':
        // Set to nothing counts as not set (XDG base directory specification).
        return [process.env.XDG_CONFIG_HOME, join(homedir(), '.config')].find(Boolean);
      case 'temp':
        return tmpdir();
      case 'exe':
      case 'module':
        return this.#sources.executable;
      case 'userData':
        return this.#sources.userDataSwitch() || join(this.get('appData'), this.#sources.appName());
      case 'sessionData':
        return this.get('userData');
      case 'logs':
        return join(this.get('userData'), 'logs');
      case 'crashDumps':
        return join(this.get('userData'), 'Crashpad');
      default: {
        const folder = HOME_FOLDERS[name];
        return folder === undefined ? undefined : join(homedir(), folder);
      }
    }
  }
}
