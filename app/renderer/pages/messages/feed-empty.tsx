/** No message yet: what is being waited for, or why nothing can come, and how to send the first one. */
import { Button } from '@mantine/core';
import { IconAntenna, IconCloudOff } from '@tabler/icons-react';
import { EmptyState } from '../../components/empty-state.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { failureText } from '../../i18n/failure-text.ts';
import type { FeedStatus } from './use-message-feed.ts';

interface FeedEmptyProps {
  readonly filter: string;
  readonly status: FeedStatus;
  readonly onPublish: () => void;
}

export function FeedEmpty({ filter, status, onPublish }: FeedEmptyProps) {
  const { t } = useLanguage();
  if (status.name === 'lost') {
    const { title, detail } = failureText(status.error, t);
    return (
      <EmptyState icon={IconCloudOff} tone="bad" title={title}>
        {detail}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconAntenna}
      title={t('messages.none', { filter })}
      action={<Button onClick={onPublish}>{t('messages.publishFirst')}</Button>}
    >
      {t('messages.noneText')}
    </EmptyState>
  );
}
