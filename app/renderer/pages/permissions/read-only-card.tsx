/** The one switch that stops all publishing of assistants. */
import { Switch } from '@mantine/core';
import { useId } from 'react';
import type { PolicyView } from '../../../../sidecar/admin/schema.ts';
import { Card } from '../../components/card.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { SettingRow } from '../settings/setting-row.tsx';
import type { PolicyState } from './use-policy.ts';

export interface PolicyCardProps {
  readonly policy: PolicyView;
  /** Null where it can only be looked at. */
  readonly save: PolicyState['save'] | null;
}

export function ReadOnlyCard({ policy, save }: PolicyCardProps) {
  const { t } = useLanguage();
  const label = useId();
  return (
    <Card title={t('permissions.readOnly')}>
      <SettingRow labelId={label} name={t('permissions.readOnlySwitch')} help={t('permissions.readOnlyHelp')}>
        <Switch
          aria-labelledby={label}
          checked={policy.readOnly}
          disabled={save === null}
          onChange={(event) => void save?.run({ ...policy, readOnly: event.currentTarget.checked })}
        />
      </SettingRow>
    </Card>
  );
}
