/** The details of one session: what it is, its broker connections, subscriptions and last tool calls; and the way out. */
import type { AdminSnapshot, SessionView } from '../../../../sidecar/admin/schema.ts';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { Facts } from '../../components/facts.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { PanelSection, SidePanel } from '../../components/side-panel.tsx';
import { Topic } from '../../components/topic.tsx';
import { useApi } from '../../context/api.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { formatCount } from '../../format/number.ts';
import { useAction } from '../../hooks/use-action.ts';
import { sessionName } from '../../model/session.ts';
import { CallList } from './call-list.tsx';
import { ConnectionLinks } from './connection-links.tsx';
import { SubscriptionList } from './subscription-list.tsx';

interface SessionPanelProps {
  readonly snapshot: AdminSnapshot;
  readonly id: string | null;
  readonly onClose: () => void;
}

export function SessionPanel({ snapshot, id, onClose }: SessionPanelProps) {
  const { t } = useLanguage();
  const session = snapshot.sessions.find((candidate) => candidate.id === id);
  return (
    <SidePanel opened={id !== null} onClose={onClose} title={session === undefined ? t('sessions.gone') : sessionName(session, t)}>
      {session === undefined ? <p>{t('sessions.goneText')}</p> : <SessionDetails session={session} snapshot={snapshot} onEnd={onClose} />}
    </SidePanel>
  );
}

interface SessionDetailsProps {
  readonly session: SessionView;
  readonly snapshot: AdminSnapshot;
  readonly onEnd: () => void;
}

function SessionDetails({ session, snapshot, onEnd }: SessionDetailsProps) {
  const { t, locale } = useLanguage();
  const api = useApi();
  const disconnect = useAction(async () => {
    await api.disconnectSession(session.id);
    onEnd();
  });
  const connections = snapshot.connections.filter((connection) => session.connections.includes(connection.id));
  const calls = snapshot.activity.filter((entry) => entry.session === session.id);

  return (
    <>
      <Facts
        facts={[
          { name: t('sessions.version'), value: session.client?.version ?? '–' },
          { name: t('sessions.transport'), value: t(`transport.${session.transport}`) },
          { name: t('sessions.protocol'), value: session.protocolVersion ?? '–' },
          { name: t('sessions.since'), value: <RelativeTime at={session.since} /> },
          { name: t('sessions.active'), value: <RelativeTime at={session.lastActivityAt} /> },
          { name: t('sessions.address'), value: session.address === null ? '–' : <Topic>{session.address}</Topic> },
          { name: t('sessions.principal'), value: session.principal },
          { name: t('sessions.messages'), value: t('sessions.inOut', { in: session.messagesIn, out: session.messagesOut }) },
          { name: t('sessions.dropped'), value: formatCount(session.dropped, locale) },
          { name: t('sessions.id'), value: <Topic>{session.id}</Topic> },
        ]}
      />
      <PanelSection title={t('sessions.connections')}>
        <ConnectionLinks connections={connections} />
      </PanelSection>
      <PanelSection title={t('sessions.subscriptions')}>
        <SubscriptionList subscriptions={session.subscriptions} />
      </PanelSection>
      <PanelSection title={t('sessions.calls')}>
        <CallList calls={calls} />
      </PanelSection>
      <div>
        <ConfirmButton
          label={t('sessions.disconnect')}
          title={t('sessions.disconnectTitle', { client: sessionName(session, t) })}
          text={t('sessions.disconnectText')}
          action={disconnect}
          variant="outline"
        />
      </div>
    </>
  );
}
