/**
 * The profiles as the desktop keeps them, and which one is being edited. In a browser the list stays null and nothing can be
 * edited.
 */
import { useCallback, useEffect, useState } from 'react';
import type { ProfileChange, ProfileSettings, SecretStorage } from '../../../shared/ipc/profiles.ts';
import { useDesktop } from '../../context/api.tsx';
import { draftOf, EMPTY_DRAFT, type ProfileDraft } from '../../model/profile-draft.ts';

export interface Profiles {
  readonly list: readonly ProfileSettings[] | null;
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
  const [list, setList] = useState<readonly ProfileSettings[] | null>(null);
  const [storage, setStorage] = useState<SecretStorage | null>(null);
  const [draft, setDraft] = useState<ProfileDraft | null>(null);

  useEffect(() => {
    if (desktop === undefined) return;
    desktop.profiles.list().then(setList, () => setList([]));
    desktop.profiles.secretStorage().then(setStorage, () => undefined);
  }, [desktop]);

  const save = useCallback(
    async (change: ProfileChange) => {
      if (desktop !== undefined) setList(await desktop.profiles.save(change));
      setDraft(null);
    },
    [desktop],
  );
  const remove = useCallback(
    async (name: string) => {
      if (desktop !== undefined) setList(await desktop.profiles.remove(name));
    },
    [desktop],
  );

  return {
    list,
    storage,
    draft,
    edit: (profile) => setDraft(profile === null ? EMPTY_DRAFT : draftOf(profile)),
    changeDraft: (change) => setDraft((before) => (before === null ? null : { ...before, ...change })),
    close: () => setDraft(null),
    save,
    remove,
  };
}
