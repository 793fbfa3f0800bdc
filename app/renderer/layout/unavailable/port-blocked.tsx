/** Another program has the port: which one, where the system tells, and the ways out. */
import { Button } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { EmptyState } from '../../components/empty-state.tsx';
import { useDesktop } from '../../context/api.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { useAction } from '../../hooks/use-action.ts';
import type { Translate } from '../../i18n/translate.ts';
import type { Availability } from '../../store/availability.ts';

type BlockedState = Extract<Availability, { name: 'port-blocked' }>['state'];

export function PortBlocked({ state }: { readonly state: BlockedState }) {
  const { t } = useLanguage();
  const desktop = useDesktop();
  const { freePort, holder, port } = state;
  const change = useAction(async () => (freePort === null ? undefined : desktop?.sidecar.changePort(freePort)));
  const retry = useAction(async () => desktop?.sidecar.start());
  const attach = useAction(async () => desktop?.sidecar.attach());
  const replace = useAction(async () => desktop?.sidecar.replace());
  const quit = useAction(async () => desktop?.quit());
  const isOurs = holder.kind === 'sidecar';

  return (
    <EmptyState
      icon={IconPlugConnectedX}
      tone="bad"
      title={t('blocked.title', { port: String(port) })}
      action={
        <>
          {isOurs && (
            <Button variant="filled" loading={attach.pending} onClick={() => void attach.run()}>
              {t('blocked.attach')}
            </Button>
          )}
          {isOurs && (
            <Button loading={replace.pending} onClick={() => void replace.run()}>
              {t('blocked.replace')}
            </Button>
          )}
          {freePort !== null && (
            <Button variant={isOurs ? 'default' : 'filled'} loading={change.pending} onClick={() => void change.run()}>
              {t('blocked.usePort', { port: String(freePort) })}
            </Button>
          )}
          <Button loading={retry.pending} onClick={() => void retry.run()}>
            {t('common.retry')}
          </Button>
          <Button variant="subtle" onClick={() => void quit.run()}>
            {t('blocked.quit')}
          </Button>
        </>
      }
    >
      <p>{holderText(state, t)}</p>
      <p>{isOurs ? t('blocked.adviceOurs') : t('blocked.advice')}</p>
    </EmptyState>
  );
}

function holderText({ holder, port }: BlockedState, t: Translate): string {
  switch (holder.kind) {
    case 'sidecar':
      return t('blocked.bySidecar', { version: holder.version, port: String(port) });
    case 'program':
      return t('blocked.byProgram', { name: holder.name, pid: String(holder.pid), port: String(port) });
    case 'unknown':
      return t('blocked.byUnknown', { port: String(port) });
  }
}
