/**
 * Shows content that needs a running sidecar, or says why it is not there and what can be done. Every page but Clients and
 * Settings stands inside of it, so that the loading, stopped and failed states are the same everywhere.
 */
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { AdminSnapshot } from '../../../sidecar/admin/schema.ts';
import { Notice } from '../components/notice.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { useDashboard } from '../context/dashboard.tsx';
import { useLanguage } from '../context/preferences.tsx';
import { failureText } from '../i18n/failure-text.ts';
import { Unavailable } from './unavailable/unavailable.tsx';

interface LiveProps {
  /** What would stand here: one sentence for the stopped state. */
  readonly about: string;
  readonly skeleton: ReactNode;
  readonly children: (snapshot: AdminSnapshot) => ReactNode;
}

export function Live({ about, skeleton, children }: LiveProps) {
  const { t } = useLanguage();
  const { availability } = useDashboard();
  switch (availability.name) {
    case 'live':
      return children(availability.snapshot);
    case 'stale':
      return (
        <>
          <StaleNotice />
          {children(availability.snapshot)}
        </>
      );
    case 'loading':
    case 'starting':
    case 'stopping':
      return (
        <>
          <p className="visually-hidden" role="status">
            {t(`state.${availability.name}`)}
          </p>
          {skeleton}
        </>
      );
    default:
      return <Unavailable availability={availability} about={about} />;
  }
}

/** The link is down and what stands below is old. Also shown by pages that do without the snapshot. */
export function StaleNotice() {
  const { t } = useLanguage();
  const { availability, retry } = useDashboard();
  if (availability.name !== 'stale') return null;
  const { detail } = failureText(availability.error, t);
  return (
    <Notice tone="warning" title={t('live.stale')} action={<Button onClick={retry}>{t('common.retryNow')}</Button>}>
      {t('live.staleSince')} <RelativeTime at={availability.snapshot.at} />. {detail}
    </Notice>
  );
}
