/**
 * A profile while a person edits it: plain texts, what is wrong with them, and the change that they amount to. Secrets that
 * were not touched stay untouched. Pure.
 */
import { type ProfileChange, profileChangeSchema, profileNameSchema, type ProfileSettings } from '../../shared/ipc/profiles.ts';

export interface ProfileDraft {
  /** Null for a new profile. */
  readonly previousName: string | null;
  readonly name: string;
  readonly url: string;
  readonly protocolVersion: 'auto' | '4' | '5';
  readonly clientId: string;
  readonly username: string;
  /** Null: not touched. Empty: to be removed. */
  readonly password: string | null;
  readonly keepaliveSeconds: number;
  readonly cleanStart: boolean;
  readonly ca: string;
  readonly cert: string;
  readonly key: string | null;
  readonly rejectUnauthorized: boolean;
  readonly isDefault: boolean;
}

export type DraftProblem = 'name-invalid' | 'name-taken' | 'url-invalid' | 'key-without-cert';
export type DraftProblems = Partial<Record<'name' | 'url' | 'key', DraftProblem>>;

export const EMPTY_DRAFT: ProfileDraft = {
  previousName: null,
  name: '',
  url: 'mqtt://',
  protocolVersion: 'auto',
  clientId: '',
  username: '',
  password: null,
  keepaliveSeconds: 60,
  cleanStart: false,
  ca: '',
  cert: '',
  key: null,
  rejectUnauthorized: true,
  isDefault: false,
};

export function draftOf(profile: ProfileSettings): ProfileDraft {
  const { tls } = profile;
  return {
    previousName: profile.name,
    name: profile.name,
    url: profile.url,
    protocolVersion: profile.protocolVersion === 'auto' ? 'auto' : profile.protocolVersion === 4 ? '4' : '5',
    clientId: profile.clientId ?? '',
    username: profile.username ?? '',
    password: null,
    keepaliveSeconds: profile.keepaliveSeconds,
    cleanStart: profile.cleanStart,
    ca: tls.ca ?? '',
    cert: tls.cert ?? '',
    key: null,
    rejectUnauthorized: tls.rejectUnauthorized,
    isDefault: profile.isDefault,
  };
}

/** `otherNames`: those of the other profiles. */
export function problemsOf(draft: ProfileDraft, otherNames: readonly string[]): DraftProblems {
  const problems: DraftProblems = {};
  if (!profileNameSchema.safeParse(draft.name).success) problems.name = 'name-invalid';
  else if (otherNames.includes(draft.name)) problems.name = 'name-taken';
  if (!profileChangeSchema.shape.profile.shape.url.safeParse(draft.url).success) problems.url = 'url-invalid';
  if (draft.key !== null && draft.key !== '' && draft.cert === '') problems.key = 'key-without-cert';
  return problems;
}

export function changeOf(draft: ProfileDraft): ProfileChange {
  const { protocolVersion, previousName, isDefault, password, key } = draft;
  return {
    previousName,
    isDefault,
    profile: {
      name: draft.name,
      url: draft.url,
      protocolVersion: protocolVersion === 'auto' ? 'auto' : protocolVersion === '4' ? 4 : 5,
      clientId: orNull(draft.clientId),
      username: orNull(draft.username),
      keepaliveSeconds: draft.keepaliveSeconds,
      cleanStart: draft.cleanStart,
      tls: { ca: orNull(draft.ca), cert: orNull(draft.cert), rejectUnauthorized: draft.rejectUnauthorized },
    },
    ...(password === null ? {} : { password: orNull(password) }),
    ...(key === null ? {} : { key: orNull(key) }),
  };
}

export function usesTls(url: string): boolean {
  return /^(mqtts|wss):/i.test(url);
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text;
}
