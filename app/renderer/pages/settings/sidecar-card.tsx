/** The port that the sidecar listens on. Moving it also moves the client configurations that name it, and says which. */
import { Button, NumberInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useEffect, useState } from 'react';
import type { Settings } from '../../../shared/ipc/settings.ts';
import { Card } from '../../components/card.tsx';
import { useDesktop } from '../../context/api.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { SettingRow } from './setting-row.tsx';

export function SidecarCard({ settings }: { readonly settings: Settings }) {
  const { t } = useLanguage();
  const desktop = useDesktop();
  const [port, setPort] = useState<number | string>(settings.port);
  useEffect(() => setPort(settings.port), [settings.port]);

  const move = useAction(async (to: number) => {
    const outcome = await desktop?.sidecar.changePort(to);
    if (outcome === undefined) return;
    const moved = outcome.results.map((result) => result.name).join(', ');
    notifications.show({
      color: 'accent',
      title: t('settings.portChanged', { port: String(to) }),
      message: moved === '' ? '' : t('settings.portClients', { clients: moved }),
    });
    for (const failure of outcome.failures) {
      notifications.show({ color: 'danger', title: failure.message, message: failure.hint, autoClose: false });
    }
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typeof port === 'number') void move.run(port);
  };

  return (
    <Card title={t('settings.sidecar')}>
      <SettingRow name={t('settings.port')} help={t('settings.portHelp')}>
        <form className="row" onSubmit={submit}>
          <NumberInput
            className="setting-row__number"
            aria-label={t('settings.port')}
            min={1}
            max={65_535}
            allowDecimal={false}
            thousandSeparator=""
            value={port}
            onChange={setPort}
          />
          <Button type="submit" loading={move.pending} disabled={typeof port !== 'number' || port === settings.port}>
            {t('settings.portApply')}
          </Button>
        </form>
      </SettingRow>
    </Card>
  );
}
