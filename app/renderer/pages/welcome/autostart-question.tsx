/** Asks once whether to start at login; nothing happens at login without a yes. */
import { Button } from '@mantine/core';
import { Notice } from '../../components/notice.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { useSettings } from '../settings/use-settings.ts';

export function AutostartQuestion() {
  const { t } = useLanguage();
  const { settings, change } = useSettings();
  if (settings === null || settings.autostart !== null || !settings.autostartAvailable) return null;
  const answer = (autostart: boolean) => void change.run({ autostart });
  return (
    <div className="welcome__question">
      <Notice
        tone="info"
        title={t('welcome.autostart')}
        action={
          <>
            <Button onClick={() => answer(true)}>{t('settings.autostart')}</Button>
            <Button variant="subtle" onClick={() => answer(false)}>
              {t('welcome.notNow')}
            </Button>
          </>
        }
      >
        {t('settings.autostartHelp')}
      </Notice>
    </div>
  );
}
