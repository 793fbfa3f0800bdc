/** A session's broker connections, each a way to its details. */
import type { ConnectionView } from '../../../../sidecar/admin/schema.ts';
import { StateMark } from '../../components/state-mark.tsx';
import { Topic } from '../../components/topic.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { fragmentOf } from '../../hooks/use-route.ts';
import { connectionStateKey, connectionTone } from '../../model/connection.ts';
import '../../components/panel-list.css';

export function ConnectionLinks({ connections }: { readonly connections: readonly ConnectionView[] }) {
  const { t } = useLanguage();
  if (connections.length === 0) return <p className="meta">{t('sessions.noConnections')}</p>;
  return (
    <ul className="panel-list">
      {connections.map((connection) => (
        <li key={connection.id}>
          <a className="panel-list__line" href={fragmentOf('brokers', connection.id)}>
            <StateMark tone={connectionTone(connection)} />
            <span className="grow">
              <Topic>{connection.url}</Topic>
            </span>
            <span className="meta">{t(connectionStateKey(connection))}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
