/** The details of one broker connection: why it is as it is, who reads what, and the way out. */
import { Button } from '@mantine/core';
import type { AdminSnapshot, ConnectionView } from '../../../../sidecar/admin/schema.ts';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { Facts } from '../../components/facts.tsx';
import { Notice } from '../../components/notice.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { PanelSection, SidePanel } from '../../components/side-panel.tsx';
import { Topic } from '../../components/topic.tsx';
import { useApi } from '../../context/api.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { formatBytes } from '../../format/number.ts';
import { useAction } from '../../hooks/use-action.ts';
import { navigate } from '../../hooks/use-route.ts';
import { mqttVersion, ownerName } from '../../model/connection.ts';
import { ConnectionState } from './connection-state.tsx';
import { FilterList } from './filter-list.tsx';

interface ConnectionPanelProps {
  readonly snapshot: AdminSnapshot;
  readonly id: string | null;
  readonly onClose: () => void;
}

export function ConnectionPanel({ snapshot, id, onClose }: ConnectionPanelProps) {
  const { t } = useLanguage();
  const connection = snapshot.connections.find((candidate) => candidate.id === id);
  return (
    <SidePanel
      opened={id !== null}
      onClose={onClose}
      title={connection === undefined ? t('brokers.gone') : ownerName(connection, snapshot, t)}
    >
      {connection === undefined ? <p>{t('brokers.goneText')}</p> : <ConnectionDetails connection={connection} onEnd={onClose} />}
    </SidePanel>
  );
}

function ConnectionDetails({ connection, onEnd }: { readonly connection: ConnectionView; readonly onEnd: () => void }) {
  const { t, locale } = useLanguage();
  const api = useApi();
  const close = useAction(async () => {
    await api.closeConnection(connection.id);
    onEnd();
  });
  const { state } = connection;
  return (
    <>
      {state.name === 'failed' && (
        <Notice tone="bad" title={state.reason}>
          {state.hint}
        </Notice>
      )}
      {state.name === 'reconnecting' && (
        <Notice tone="warning" title={state.reason}>
          {t('brokers.retrying')}
        </Notice>
      )}
      <Facts
        facts={[
          { name: t('brokers.state'), value: <ConnectionState connection={connection} /> },
          { name: t('brokers.stateSince'), value: <RelativeTime at={state.since} /> },
          { name: t('brokers.url'), value: <Topic>{connection.url}</Topic> },
          { name: t('brokers.belongsTo'), value: t(`owner.${connection.owner.kind}`) },
          { name: t('brokers.clientId'), value: <Topic>{connection.clientId}</Topic> },
          { name: t('brokers.username'), value: connection.username ?? '–' },
          { name: 'MQTT', value: mqttVersion(connection) ?? '–' },
          { name: t('brokers.tls'), value: connection.tls ? t('common.yes') : t('common.no') },
          { name: t('brokers.messages'), value: t('sessions.inOut', { in: connection.messagesIn, out: connection.messagesOut }) },
          {
            name: t('brokers.bytes'),
            value: t('brokers.inOutBytes', { in: formatBytes(connection.bytesIn, locale), out: formatBytes(connection.bytesOut, locale) }),
          },
        ]}
      />
      <PanelSection title={t('brokers.filters')}>
        <FilterList subscriptions={connection.subscriptions} />
      </PanelSection>
      <div className="row row--wrap">
        <Button onClick={() => navigate('messages', connection.id)}>{t('brokers.watch')}</Button>
        <ConfirmButton
          label={t('brokers.close')}
          title={t('brokers.closeTitle', { url: connection.url })}
          text={t('brokers.closeText')}
          action={close}
          variant="outline"
        />
      </div>
    </>
  );
}
