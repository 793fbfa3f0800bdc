/** The port that the sidecar listens on. Moving it also moves the client configurations that name it, and says which. */
import { Button, NumberInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type SubmitEvent, useState } from 'react';
import type { Reconfiguration } from '../../../../sidecar/clients/schemas.ts';
import type { Settings } from '../../../shared/ipc/settings.ts';
import { Card } from '../../components/card.tsx';
import { useDesktop } from '../../context/api.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { useAction } from '../../hooks/use-action.ts';
import type { Translate } from '../../i18n/translate.ts';
import { SettingRow } from './setting-row.tsx';

export function SidecarCard({ settings }: { readonly settings: Settings }) {
  const { t } = useLanguage();
  return (
    <Card title={t('settings.sidecar')}>
      <SettingRow name={t('settings.port')} help={t('settings.portHelp')}>
        <PortForm key={settings.port} current={settings.port} />
      </SettingRow>
    </Card>
  );
}

function PortForm({ current }: { readonly current: number }) {
  const { t } = useLanguage();
  const desktop = useDesktop();
  const [port, setPort] = useState<number | string>(current);
  const move = useAction(async (to: number) => {
    const outcome = await desktop?.sidecar.changePort(to);
    if (outcome !== undefined) announceMove(to, outcome, t);
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (typeof port === 'number') void move.run(port);
  };
  return (
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
      <Button type="submit" loading={move.pending} disabled={typeof port !== 'number' || port === current}>
        {t('settings.portApply')}
      </Button>
    </form>
  );
}

/** Which clients came along, and, for each that did not, why. */
function announceMove(port: number, { results, failures }: Reconfiguration, t: Translate): void {
  const moved = results.map((result) => result.name).join(', ');
  notifications.show({
    color: 'accent',
    title: t('settings.portChanged', { port: String(port) }),
    message: moved === '' ? '' : t('settings.portClients', { clients: moved }),
  });
  for (const { message, hint } of failures) {
    notifications.show({ color: 'danger', title: message, message: hint, autoClose: false });
  }
}
