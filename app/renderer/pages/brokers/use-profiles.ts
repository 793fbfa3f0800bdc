/**
 * The profiles as the desktop keeps them, and which one is being edited. In a browser the list stays null and nothing can be
 * edited.
 */
import { useCallback, useState } from 'react';
import type { ProfileChange, ProfileSettings, SecretStorage } from '../../../shared/ipc/profiles.ts';
import type { Failure } from '../../../shared/ipc/result.ts';
import { useDesktop } from '../../context/api.tsx';
import { useResource } from '../../hooks/use-resource.ts';
import { draftOf, EMPTY_DRAFT, type ProfileDraft } from '../../model/profile-draft.ts';

export interface Profiles {
  readonly list: readonly ProfileSettings[] | null;
  readonly error: Failure | null;
  readonly storage: SecretStorage | null;
  /** What the editor shows; null while it is closed. */
  readonly draft: ProfileDraft | null;
  /** Opens the editor: on a profile, or on a new one. */
  edit(profile: ProfileSettings | null): void;
  changeDraft(change: Partial<ProfileDraft>): void;
  close(): void;
  save(change: ProfileChange): Promise<void>;
  remove(name: string): Promise<void>;
}

export function useProfiles(): Profiles {
  const desktop = useDesktop();
  const { value: list, error, set } = useResource(desktop?.profiles.list);
  const { value: storage } = useResource(desktop?.profiles.secretStorage);
  const [draft, setDraft] = useState<ProfileDraft | null>(null);

  const save = useCallback(
    async (change: ProfileChange) => {
      if (desktop !== undefined) set(await desktop.profiles.save(change));
      setDraft(null);
    },
    [desktop, set],
  );
  const remove = useCallback(
    async (name: string) => {
      if (desktop !== undefined) set(await desktop.profiles.remove(name));
    },
    [desktop, set],
  );

  return {
    list,
    error,
    storage,
    draft,
    edit: (profile) => setDraft(profile === null ? EMPTY_DRAFT : draftOf(profile)),
    changeDraft: (change) => setDraft((before) => (before === null ? null : { ...before, ...change })),
    close: () => setDraft(null),
    save,
    remove,
  };
}
