/** Tries a profile as it stands in the editor, saved or not, and says what came of it. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ProfileTest } from '../../../shared/ipc/profiles.ts';
import { StateMark } from '../../components/state-mark.tsx';
import { useDesktop } from '../../context/api.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { formatDuration } from '../../format/time.ts';
import { useAction } from '../../hooks/use-action.ts';
import { changeOf, type ProfileDraft } from '../../model/profile-draft.ts';

export function ProfileTestButton({ draft, disabled }: { readonly draft: ProfileDraft; readonly disabled: boolean }) {
  const { t } = useLanguage();
  const desktop = useDesktop();
  const [outcome, setOutcome] = useState<ProfileTest | null>(null);
  const test = useAction(async () => {
    setOutcome(null);
    setOutcome((await desktop?.profiles.test(changeOf(draft))) ?? null);
  });
  return (
    <>
      <Button disabled={disabled} loading={test.pending} onClick={() => void test.run()}>
        {t('profiles.test')}
      </Button>
      <div className="grow" role="status">
        {outcome !== null && <TestOutcome outcome={outcome} />}
      </div>
    </>
  );
}

function TestOutcome({ outcome }: { readonly outcome: ProfileTest }) {
  const { t, locale } = useLanguage();
  const text = outcome.ok
    ? t('profiles.testOk', {
        version: outcome.protocolVersion === 5 ? '5.0' : '3.1.1',
        duration: formatDuration(outcome.durationMs, locale),
      })
    : `${outcome.message} ${outcome.hint}`;
  return (
    <p className="row">
      <StateMark tone={outcome.ok ? 'good' : 'bad'} />
      <span>{text}</span>
    </p>
  );
}
