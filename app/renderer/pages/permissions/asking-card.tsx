/** How long a person may take to answer; kept when the field is left. */
import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import { Card } from '../../components/card.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { SettingRow } from '../settings/setting-row.tsx';
import type { PolicyCardProps } from './read-only-card.tsx';

export function AskingCard({ policy, save }: PolicyCardProps) {
  const { t } = useLanguage();
  const [seconds, setSeconds] = useState<number>(policy.askTimeoutSeconds);
  const keep = () => {
    if (seconds !== policy.askTimeoutSeconds) void save?.run({ ...policy, askTimeoutSeconds: seconds });
  };
  return (
    <Card title={t('permissions.asking')}>
      <SettingRow name={t('permissions.askTimeout')} help={t('permissions.askTimeoutHelp')}>
        <NumberInput
          className="setting-row__number"
          aria-label={t('permissions.askTimeout')}
          min={1}
          max={3600}
          allowDecimal={false}
          clampBehavior="strict"
          disabled={save === null}
          value={seconds}
          onChange={(value) => typeof value === 'number' && setSeconds(value)}
          onBlur={keep}
        />
      </SettingRow>
    </Card>
  );
}
