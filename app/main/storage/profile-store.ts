/**
 * Broker profiles with their secrets sealed. The page may set or remove a secret and learns whether there is one; only the sidecar
 * is handed the secret itself, over the process channel.
 */
import type { ProfileChange, ProfileSettings } from '../../shared/ipc/profiles.ts';
import { Listeners } from '../listeners.ts';
import type { JsonFile } from './json-file.ts';
import { type ProfileInput, profileInput } from './profile-configuration.ts';
import { allProfiles, describeProfiles, findProfile, noProfiles, type ProfileFile, putProfile, removeProfile } from './profile-file.ts';
import type { SecretBox } from './secret-box.ts';

export interface ProfilesForSidecar {
  readonly profiles: Record<string, ProfileInput>;
  readonly defaultProfile: string;
}

export interface ProfileStore {
  list(): ProfileSettings[];
  save(change: ProfileChange): Promise<ProfileSettings[]>;
  remove(name: string): Promise<ProfileSettings[]>;
  onChange(listener: () => void): () => void;
  /** With opened secrets: for the process channel only. */
  forSidecar(): Promise<ProfilesForSidecar>;
  /** One that is being edited, with the stored secrets that the change leaves alone. */
  inputOf(change: ProfileChange): Promise<ProfileInput>;
}

interface ProfileStoreParts {
  readonly file: JsonFile<ProfileFile>;
  readonly secrets: Pick<SecretBox, 'seal' | 'open'>;
  /** Every secret as it becomes known, to be kept out of the log. */
  readonly onSecret: (secret: string) => void;
  /** A stored secret could not be opened; the profile is used without it. */
  readonly onLost: (profile: string, cause: unknown) => void;
}

export async function openProfiles({ file, secrets, onSecret, onLost }: ProfileStoreParts): Promise<ProfileStore> {
  const listeners = new Listeners<void>();
  let current = (await file.read()) ?? noProfiles;

  async function put(next: ProfileFile): Promise<ProfileSettings[]> {
    await file.write(next);
    current = next;
    listeners.tell();
    return describeProfiles(next);
  }

  const seal = async (change: string | null | undefined, stored: string | null | undefined): Promise<string | null> => {
    if (change === undefined) return stored ?? null;
    if (change === null) return null;
    onSecret(change);
    return secrets.seal(change);
  };

  const open = async (name: string, sealed: string | null | undefined): Promise<string | null> => {
    if (sealed === null || sealed === undefined) return null;
    try {
      const secret = await secrets.open(sealed);
      onSecret(secret);
      return secret;
    } catch (cause) {
      onLost(name, cause);
      return null;
    }
  };

  return {
    list: () => describeProfiles(current),
    onChange: (listener) => listeners.add(listener),

    async save({ previousName, profile, isDefault, password, key }) {
      const stored = findProfile(current, previousName);
      // Checked before anything is sealed: a keychain may ask the person.
      putProfile(current, previousName, { ...profile, password: null, key: null }, isDefault);
      const sealed = { ...profile, password: await seal(password, stored?.password), key: await seal(key, stored?.key) };
      return put(putProfile(current, previousName, sealed, isDefault));
    },

    remove: async (name) => put(removeProfile(current, name)),

    async forSidecar() {
      const profiles: Record<string, ProfileInput> = {};
      for (const { password, key, ...profile } of allProfiles(current)) {
        const opened = { password: await open(profile.name, password), key: await open(profile.name, key) };
        profiles[profile.name] = profileInput(profile, opened);
      }
      return { profiles, defaultProfile: current.defaultProfile };
    },

    async inputOf({ previousName, profile, password, key }) {
      const stored = findProfile(current, previousName);
      return profileInput(profile, {
        password: password === undefined ? await open(profile.name, stored?.password) : password,
        key: key === undefined ? await open(profile.name, stored?.key) : key,
      });
    },
  };
}
