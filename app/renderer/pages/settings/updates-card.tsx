/** Updates: how they are taken, how the present one stands, with progress while it is downloaded. */
import { Button, Progress, Select } from '@mantine/core';
import { useId } from 'react';
import type { Settings } from '../../../shared/ipc/settings.ts';
import type { UpdateState } from '../../../shared/ipc/system.ts';
import { Card } from '../../components/card.tsx';
import { useDesktop } from '../../context/api.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { formatBytes } from '../../format/number.ts';
import { useAction } from '../../hooks/use-action.ts';
import { useResource } from '../../hooks/use-resource.ts';
import { updateText } from '../../model/update-text.ts';
import { SettingRow } from './setting-row.tsx';
import type { SettingsState } from './use-settings.ts';

interface UpdatesCardProps {
  readonly settings: Settings;
  readonly change: SettingsState['change'];
}

export function UpdatesCard({ settings, change }: UpdatesCardProps) {
  const { t } = useLanguage();
  const policyLabel = useId();
  const desktop = useDesktop();
  const { value: state } = useResource(desktop?.updates.state, desktop?.updates.onState);
  if (state === null) return null;
  return (
    <Card title={t('settings.updates')}>
      {state.name !== 'elsewhere' && (
        <SettingRow labelId={policyLabel} name={t('settings.updatePolicy')}>
          <Select
            className="setting-row__select"
            aria-labelledby={policyLabel}
            data={
              [
                { value: 'install', label: t('updates.install') },
                { value: 'notify', label: t('updates.notify') },
                { value: 'off', label: t('updates.off') },
              ] as const
            }
            value={settings.updates}
            onChange={(updates) => updates !== null && void change.run({ updates })}
          />
        </SettingRow>
      )}
      <UpdateRow state={state} />
    </Card>
  );
}

function UpdateRow({ state }: { readonly state: UpdateState }) {
  const { t, locale } = useLanguage();
  const desktop = useDesktop();
  const check = useAction(async () => desktop?.updates.check());
  const download = useAction(async () => desktop?.updates.download());
  const install = useAction(async () => desktop?.updates.install());
  const { title, detail } = updateText(state, t, locale);
  return (
    <SettingRow name={title} {...(detail !== '' && { help: detail })}>
      {(state.name === 'idle' || state.name === 'checking' || state.name === 'failed') && (
        <Button loading={check.pending || state.name === 'checking'} onClick={() => void check.run()}>
          {t('updates.check')}
        </Button>
      )}
      {state.name === 'available' && (
        <Button variant="filled" loading={download.pending} onClick={() => void download.run()}>
          {t('updates.download')}
        </Button>
      )}
      {state.name === 'downloading' && (
        <>
          <Progress className="setting-row__select" value={state.percent} aria-label={title} />
          <span className="meta numeric">{formatBytes(state.bytesPerSecond, locale)}/s</span>
        </>
      )}
      {state.name === 'ready' && (
        <Button variant="filled" loading={install.pending} onClick={() => void install.run()}>
          {t('updates.restart')}
        </Button>
      )}
    </SettingRow>
  );
}
