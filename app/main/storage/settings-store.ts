/**
 * The settings of the desktop: kept in memory, written at each change. The access token is sealed; it is told when it is made and
 * handed to the sidecar, and never leaves main otherwise. Knows nothing of what a change means for the rest of the program.
 */
import { randomBytes } from 'node:crypto';
import { Listeners } from '../listeners.ts';
import type { JsonFile } from './json-file.ts';
import type { SecretBox } from './secret-box.ts';
import { defaultSettings, type StoredSettings } from './stored-settings.ts';

export type SettingsPatch = Partial<Omit<StoredSettings, 'token'>>;

export interface SettingsStore {
  readonly current: StoredSettings;
  change(patch: SettingsPatch): Promise<StoredSettings>;
  onChange(listener: (settings: StoredSettings) => void): () => void;
  /** Makes a new access token and returns it. */
  renewToken(): Promise<string>;
  /** The access token that clients have to present; undefined while none is required. */
  requiredToken(): Promise<string | undefined>;
  /** Resolves once every change is on the disk. */
  settled(): Promise<void>;
}

export async function openSettings(file: JsonFile<StoredSettings>, secrets: Pick<SecretBox, 'seal' | 'open'>): Promise<SettingsStore> {
  const listeners = new Listeners<StoredSettings>();
  let current = (await file.read()) ?? defaultSettings();

  async function put(next: StoredSettings): Promise<StoredSettings> {
    current = next;
    await file.write(next);
    listeners.tell(next);
    return next;
  }

  async function renewToken(): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    await put({ ...current, token: await secrets.seal(token) });
    return token;
  }

  return {
    get current() {
      return current;
    },
    change: (patch) => put({ ...current, ...patch }),
    onChange: (listener) => listeners.add(listener),
    renewToken,
    settled: () => file.settled(),
    async requiredToken() {
      if (!current.tokenRequired) return undefined;
      return current.token === null ? renewToken() : secrets.open(current.token);
    },
  };
}
