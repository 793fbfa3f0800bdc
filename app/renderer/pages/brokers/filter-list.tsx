/** What a connection is subscribed to, with the number of readers that share each filter. */
import type { ConnectionView } from '../../../../sidecar/admin/schema.ts';
import { Topic } from '../../components/topic.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import '../../components/panel-list.css';

const SHOWN = 50;

export function FilterList({ subscriptions }: { readonly subscriptions: ConnectionView['subscriptions'] }) {
  const { t } = useLanguage();
  if (subscriptions.length === 0) return <p className="meta">{t('sessions.noSubscriptions')}</p>;
  const hidden = subscriptions.length - SHOWN;
  return (
    <>
      <ul className="panel-list">
        {subscriptions.slice(0, SHOWN).map(({ topic, qos, readers }) => (
          <li className="panel-list__line" key={topic}>
            <span className="grow">
              <Topic>{topic}</Topic>
            </span>
            <span className="meta">QoS {qos}</span>
            <span className="meta numeric">{t('brokers.readers', { count: readers })}</span>
          </li>
        ))}
      </ul>
      {hidden > 0 && <p className="meta">{t('payload.more', { count: hidden })}</p>}
    </>
  );
}
