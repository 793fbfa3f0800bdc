/** What the file of the broker profiles holds, and the changes that a person makes to it. Pure: secrets come in sealed already. */
import { z } from 'zod';
import { AppError } from '../../../sidecar/errors.ts';
import { profileChangeSchema, type ProfileSettings } from '../../shared/ipc/profiles.ts';

const storedProfileSchema = profileChangeSchema.shape.profile.extend({
  /** Sealed. */
  password: z.string().nullable(),
  key: z.string().nullable(),
});

export const profileFileSchema = z.object({ version: z.literal(1), defaultProfile: z.string(), profiles: z.array(storedProfileSchema) });

export type StoredProfile = z.infer<typeof storedProfileSchema>;
export type ProfileFile = z.infer<typeof profileFileSchema>;

/** The profile that the sidecar always has; a stored one of that name takes its place. */
const LOCAL: StoredProfile = {
  name: 'local',
  url: 'mqtt://127.0.0.1:1883',
  protocolVersion: 'auto',
  clientId: null,
  username: null,
  keepaliveSeconds: 60,
  cleanStart: false,
  tls: { ca: null, cert: null, rejectUnauthorized: true },
  password: null,
  key: null,
};

export const noProfiles: ProfileFile = { version: 1, defaultProfile: LOCAL.name, profiles: [] };

export function allProfiles({ profiles }: ProfileFile): readonly StoredProfile[] {
  return profiles.some(({ name }) => name === LOCAL.name) ? profiles : [LOCAL, ...profiles];
}

/** As the page may see them. */
export function describeProfiles(file: ProfileFile): ProfileSettings[] {
  return allProfiles(file).map(({ password, key, ...profile }) => ({
    ...profile,
    isDefault: profile.name === file.defaultProfile,
    hasPassword: password !== null,
    hasKey: key !== null,
    editable: true,
  }));
}

export function findProfile(file: ProfileFile, name: string | null): StoredProfile | undefined {
  return allProfiles(file).find((profile) => profile.name === name);
}

/**
 * @param previousName the name before the change; null for a new profile
 * @throws AppError `profile-name-taken`, `profile-not-found`
 */
export function putProfile(file: ProfileFile, previousName: string | null, profile: StoredProfile, isDefault: boolean): ProfileFile {
  const { name } = profile;
  if (previousName !== null && findProfile(file, previousName) === undefined) throw notFound(previousName);
  if (name !== previousName && findProfile(file, name) !== undefined) {
    throw new AppError('profile-name-taken', `There is a profile named "${name}" already.`);
  }
  const isNew = !file.profiles.some((other) => other.name === previousName);
  const profiles = isNew ? [...file.profiles, profile] : file.profiles.map((other) => (other.name === previousName ? profile : other));
  const wasDefault = file.defaultProfile === previousName;
  const defaultProfile = isDefault ? name : wasDefault ? LOCAL.name : file.defaultProfile;
  return { ...file, profiles, defaultProfile };
}

/** @throws AppError `profile-not-found` */
export function removeProfile(file: ProfileFile, name: string): ProfileFile {
  if (findProfile(file, name) === undefined) throw notFound(name);
  const defaultProfile = file.defaultProfile === name ? LOCAL.name : file.defaultProfile;
  return { ...file, profiles: file.profiles.filter((profile) => profile.name !== name), defaultProfile };
}

function notFound(name: string): AppError {
  return new AppError('profile-not-found', `There is no profile named "${name}".`, {
    hint: 'It may have been removed meanwhile; look again.',
  });
}
