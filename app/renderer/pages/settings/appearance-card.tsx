/** Theme and language, on the desktop and in a browser alike. */
import { SegmentedControl, Select } from '@mantine/core';
import { useId } from 'react';
import { themeSchema } from '../../../shared/ipc/settings.ts';
import { Card } from '../../components/card.tsx';
import { usePreferences } from '../../context/preferences.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { SettingRow } from './setting-row.tsx';

export function AppearanceCard() {
  const { t, preferences, change } = usePreferences();
  const themeLabel = useId();
  const languageLabel = useId();
  const action = useAction(change);
  return (
    <Card title={t('settings.appearance')}>
      <SettingRow labelId={themeLabel} name={t('settings.theme')}>
        <SegmentedControl
          aria-labelledby={themeLabel}
          data={themeSchema.options.map((value) => ({ value, label: t(`theme.${value}`) }))}
          value={preferences.theme}
          onChange={(theme) => void action.run({ theme })}
        />
      </SettingRow>
      <SettingRow labelId={languageLabel} name={t('settings.language')}>
        <Select
          className="setting-row__select"
          aria-labelledby={languageLabel}
          data={
            [
              { value: 'system', label: t('settings.languageSystem') },
              { value: 'en', label: 'English' },
              { value: 'zh', label: '简体中文' },
            ] as const
          }
          value={preferences.language}
          onChange={(language) => language !== null && void action.run({ language })}
        />
      </SettingRow>
    </Card>
  );
}
