/** Step one: the sidecar runs, usually already; if not, the button or the explanation that helps. */
import { Button } from '@mantine/core';
import { useApi } from '../../context/api.tsx';
import { useAvailability } from '../../context/dashboard.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { navigate } from '../../hooks/use-route.ts';
import { Step } from './step.tsx';

export function RunStep({ isDone }: { readonly isDone: boolean }) {
  const { t } = useLanguage();
  const { desktop } = useApi();
  const availability = useAvailability();
  const start = useAction(async () => desktop?.sidecar.start());
  const isBroken = availability.name === 'crashed' || availability.name === 'port-blocked' || availability.name === 'lost';
  return (
    <Step number={1} isDone={isDone} title={isDone ? t('welcome.runs') : t('welcome.runsNot')}>
      {availability.name === 'live' ? (
        <p>{t('welcome.runsText', { url: availability.snapshot.server.mcpUrl })}</p>
      ) : (
        <p>{t(`state.${availability.name}`)}</p>
      )}
      {availability.name === 'stopped' && (
        <div>
          <Button variant="filled" loading={start.pending} onClick={() => void start.run()}>
            {t('sidecar.start')}
          </Button>
        </div>
      )}
      {isBroken && (
        <div>
          <Button onClick={() => navigate('overview')}>{t('welcome.seeWhy')}</Button>
        </div>
      )}
    </Step>
  );
}
