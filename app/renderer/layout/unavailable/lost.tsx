/** Nothing answers, and there is no older snapshot to show. */
import { Button } from '@mantine/core';
import { IconCloudOff } from '@tabler/icons-react';
import { EmptyState } from '../../components/empty-state.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { useDashboard } from '../../context/dashboard.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { failureText } from '../../i18n/failure-text.ts';
import type { Failure } from '../../../shared/ipc/result.ts';

export function Lost({ error, nextTryAt }: { readonly error: Failure; readonly nextTryAt: number | null }) {
  const { t } = useLanguage();
  const { retry } = useDashboard();
  const { title, detail } = failureText(error, t);
  return (
    <EmptyState
      icon={IconCloudOff}
      tone="bad"
      title={title}
      action={
        <Button variant="filled" onClick={retry}>
          {t('common.retryNow')}
        </Button>
      }
    >
      <p>{detail}</p>
      {nextTryAt !== null && (
        <p>
          {t('live.nextTry')} <RelativeTime at={nextTryAt} />
        </p>
      )}
    </EmptyState>
  );
}
