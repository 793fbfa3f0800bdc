/** The dialog in which a profile is made or changed: general fields, TLS where the URL uses it, a test before saving. */
import { Button } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { Dialog } from '../../components/dialog.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { changeOf, type ProfileDraft, problemsOf, usesTls } from '../../model/profile-draft.ts';
import { ProfileFields } from './profile-fields.tsx';
import { ProfileTestButton } from './profile-test-button.tsx';
import { StorageWarning } from './storage-warning.tsx';
import { TlsFields } from './tls-fields.tsx';
import type { Profiles } from './use-profiles.ts';

export function ProfileEditor({ profiles }: { readonly profiles: Profiles }) {
  const { t } = useLanguage();
  const { close, draft } = profiles;
  const title = draft?.previousName === null ? t('profiles.addTitle') : t('profiles.editTitle', { name: draft?.previousName ?? '' });
  return (
    <Dialog opened={draft !== null} onClose={close} title={title} size={600}>
      {draft !== null && <EditorForm profiles={profiles} draft={draft} />}
    </Dialog>
  );
}

function EditorForm({ profiles, draft }: { readonly profiles: Profiles; readonly draft: ProfileDraft }) {
  const { t } = useLanguage();
  const { changeDraft, close, list, save, storage } = profiles;
  const [showsProblems, setShowsProblems] = useState(false);
  const stored = list?.find((profile) => profile.name === draft.previousName);
  const others = (list ?? []).map((profile) => profile.name).filter((name) => name !== draft.previousName);
  const problems = problemsOf(draft, others);
  const isValid = Object.keys(problems).length === 0;
  const saving = useAction(() => save(changeOf(draft)));

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setShowsProblems(true);
    if (isValid) void saving.run();
  };
  const shownProblems = showsProblems ? problems : {};

  return (
    <form className="stack" noValidate onSubmit={submit}>
      {storage !== null && !storage.secure && <StorageWarning backend={storage.backend} />}
      <ProfileFields draft={draft} problems={shownProblems} hasPassword={stored?.hasPassword ?? false} onChange={changeDraft} />
      {usesTls(draft.url) && <TlsFields draft={draft} problems={shownProblems} hasKey={stored?.hasKey ?? false} onChange={changeDraft} />}
      <div className="dialog__actions">
        <ProfileTestButton draft={draft} disabled={!isValid} />
        <Button onClick={close}>{t('common.cancel')}</Button>
        <Button type="submit" variant="filled" loading={saving.pending}>
          {t('common.save')}
        </Button>
      </div>
    </form>
  );
}
