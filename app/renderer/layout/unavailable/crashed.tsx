/** The sidecar died: of what, when it is tried again, and its last words. */
import { Button } from '@mantine/core';
import { IconBolt } from '@tabler/icons-react';
import { EmptyState } from '../../components/empty-state.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { useDesktop } from '../../context/api.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { navigate } from '../../hooks/use-route.ts';
import { crashText } from '../../i18n/failure-text.ts';
import type { Availability } from '../../store/availability.ts';
import './last-lines.css';

type CrashedState = Extract<Availability, { name: 'crashed' }>['state'];

export function Crashed({ state }: { readonly state: CrashedState }) {
  const { t } = useLanguage();
  const desktop = useDesktop();
  const { title, detail } = crashText(state.reason, t);
  const start = useAction(async () => desktop?.sidecar.start());
  return (
    <EmptyState
      icon={IconBolt}
      tone="bad"
      title={t('crashed.title')}
      action={
        <>
          <Button variant="filled" loading={start.pending} onClick={() => void start.run()}>
            {t('crashed.start')}
          </Button>
          <Button onClick={() => navigate('logs')}>{t('crashed.logs')}</Button>
        </>
      }
    >
      <p>{title}</p>
      {detail !== '' && <p>{detail}</p>}
      <p>
        {state.nextTryAt === null ? (
          t('crashed.gaveUp', { count: state.attempt })
        ) : (
          <>
            {t('crashed.again', { count: state.attempt })} <RelativeTime at={state.nextTryAt} />
          </>
        )}
      </p>
      {state.lastLines.length > 0 && (
        <pre className="last-lines mono" tabIndex={0} aria-label={t('crashed.lastLines')}>
          {state.lastLines.join('\n')}
        </pre>
      )}
    </EmptyState>
  );
}
