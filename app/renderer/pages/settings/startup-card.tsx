/** What happens at login: nothing, unless the person says so. */
import { Switch } from '@mantine/core';
import { useId } from 'react';
import type { Settings } from '../../../shared/ipc/settings.ts';
import { Card } from '../../components/card.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { SettingRow } from './setting-row.tsx';
import type { SettingsState } from './use-settings.ts';

interface StartupCardProps {
  readonly settings: Settings;
  readonly change: SettingsState['change'];
}

export function StartupCard({ settings, change }: StartupCardProps) {
  const { t } = useLanguage();
  const autostartLabel = useId();
  const minimisedLabel = useId();
  return (
    <Card title={t('settings.startup')}>
      <SettingRow
        labelId={autostartLabel}
        name={t('settings.autostart')}
        help={settings.autostartAvailable ? t('settings.autostartHelp') : t('settings.autostartUnavailable')}
      >
        <Switch
          aria-labelledby={autostartLabel}
          checked={settings.autostart === true}
          disabled={!settings.autostartAvailable}
          onChange={(event) => void change.run({ autostart: event.currentTarget.checked })}
        />
      </SettingRow>
      <SettingRow labelId={minimisedLabel} name={t('settings.startMinimised')} help={t('settings.startMinimisedHelp')}>
        <Switch
          aria-labelledby={minimisedLabel}
          checked={settings.startMinimised}
          onChange={(event) => void change.run({ startMinimised: event.currentTarget.checked })}
        />
      </SettingRow>
    </Card>
  );
}
