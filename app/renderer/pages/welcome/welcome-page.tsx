/** The first run: three steps on one page, each green when it is done. Can be left at any time and does not come back. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ActivityEntry } from '../../../../sidecar/admin/schema.ts';
import { useAvailability } from '../../context/dashboard.tsx';
import { usePreferences } from '../../context/preferences.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { navigate } from '../../hooks/use-route.ts';
import { Page } from '../../layout/page.tsx';
import { AutostartQuestion } from './autostart-question.tsx';
import { ConnectStep } from './connect-step.tsx';
import { RunStep } from './run-step.tsx';
import { TryStep } from './try-step.tsx';
import './welcome.css';

export function WelcomePage() {
  const { t, change } = usePreferences();
  const availability = useAvailability();
  const [openedAt] = useState(() => Date.now());
  const leave = useAction(async () => {
    navigate('overview');
    await change({ firstRunDone: true });
  });
  const isRunning = availability.name === 'live';
  const calls: readonly ActivityEntry[] = availability.name === 'live' ? availability.snapshot.activity : [];
  const fresh = calls.filter((entry) => entry.at >= openedAt);

  return (
    <Page
      title={t('welcome.title')}
      action={
        <Button variant={fresh.length > 0 ? 'filled' : 'subtle'} onClick={() => void leave.run()}>
          {fresh.length > 0 ? t('welcome.done') : t('welcome.skip')}
        </Button>
      }
    >
      <p className="welcome__intro">{t('welcome.intro')}</p>
      <ol className="welcome">
        <RunStep isDone={isRunning} />
        <ConnectStep />
        <TryStep calls={fresh} />
      </ol>
      <AutostartQuestion />
    </Page>
  );
}
