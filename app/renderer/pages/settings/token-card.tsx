/** Whether clients have to present an access token, and a new one: shown once, to be copied. */
import { Button, Switch } from '@mantine/core';
import { useId, useState } from 'react';
import type { Settings } from '../../../shared/ipc/settings.ts';
import { Card } from '../../components/card.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Notice } from '../../components/notice.tsx';
import { useDesktop } from '../../context/api.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { SettingRow } from './setting-row.tsx';
import type { SettingsState } from './use-settings.ts';

interface SettingsCardProps {
  readonly settings: Settings;
  readonly change: SettingsState['change'];
}

export function TokenCard({ settings, change }: SettingsCardProps) {
  const { t } = useLanguage();
  const desktop = useDesktop();
  const label = useId();
  const [token, setToken] = useState<string | null>(null);
  const renew = useAction(async () => setToken((await desktop?.settings.renewToken()) ?? null));

  return (
    <Card title={t('settings.access')}>
      <SettingRow labelId={label} name={t('settings.tokenRequired')} help={t('settings.tokenRequiredHelp')}>
        <Switch
          aria-labelledby={label}
          checked={settings.tokenRequired}
          disabled={!settings.hasToken && !settings.tokenRequired}
          onChange={(event) => void change.run({ tokenRequired: event.currentTarget.checked })}
        />
      </SettingRow>
      <SettingRow name={t('settings.token')} help={settings.hasToken ? t('settings.tokenExists') : t('settings.tokenNone')}>
        <Button loading={renew.pending} onClick={() => void renew.run()}>
          {settings.hasToken ? t('settings.tokenRenew') : t('settings.tokenMake')}
        </Button>
      </SettingRow>
      {token !== null && (
        <Notice tone="info" title={t('settings.tokenOnce')}>
          <div className="token-once">
            <code className="mono">{token}</code>
            <CopyButton text={token} label={t('settings.tokenCopy')} />
          </div>
        </Notice>
      )}
    </Card>
  );
}
