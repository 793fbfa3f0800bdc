/** How much of everything there may be; kept when a field is left. */
import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import { type Limits, limitsSchema, type Settings } from '../../../shared/ipc/settings.ts';
import { Card } from '../../components/card.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { SettingRow } from './setting-row.tsx';
import type { SettingsState } from './use-settings.ts';

interface LimitsCardProps {
  readonly settings: Settings;
  readonly change: SettingsState['change'];
}

const NAMES = ['sessions', 'connectionsPerSession', 'subscriptionsPerSession', 'streams'] as const satisfies readonly (keyof Limits)[];

export function LimitsCard({ settings, change }: LimitsCardProps) {
  const { t } = useLanguage();
  return (
    <Card title={t('settings.limits')}>
      {NAMES.map((name) => (
        <SettingRow key={name} name={t(`limit.${name}`)}>
          <LimitField
            key={settings.limits[name]}
            name={name}
            label={t(`limit.${name}`)}
            value={settings.limits[name]}
            onKeep={(value) => void change.run({ limits: { ...settings.limits, [name]: value } })}
          />
        </SettingRow>
      ))}
    </Card>
  );
}

interface LimitFieldProps {
  readonly name: keyof Limits;
  readonly label: string;
  readonly value: number;
  readonly onKeep: (value: number) => void;
}

function LimitField({ name, label, value, onKeep }: LimitFieldProps) {
  const [typed, setTyped] = useState<number | string>(value);
  const keep = () => {
    const parsed = limitsSchema.shape[name].safeParse(typed);
    if (!parsed.success) setTyped(value);
    else if (parsed.data !== value) onKeep(parsed.data);
  };
  return (
    <NumberInput
      className="setting-row__number"
      aria-label={label}
      min={1}
      allowDecimal={false}
      thousandSeparator=","
      value={typed}
      onChange={setTyped}
      onBlur={keep}
      onKeyDown={(event) => event.key === 'Enter' && keep()}
    />
  );
}
