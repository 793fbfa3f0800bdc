/** A session's subscriptions with what each has received. */
import type { SubscriptionView } from '../../../../sidecar/admin/schema.ts';
import { Topic } from '../../components/topic.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import '../../components/panel-list.css';

const SHOWN = 50;

export function SubscriptionList({ subscriptions }: { readonly subscriptions: readonly SubscriptionView[] }) {
  const { t } = useLanguage();
  if (subscriptions.length === 0) return <p className="meta">{t('sessions.noSubscriptions')}</p>;
  const hidden = subscriptions.length - SHOWN;
  return (
    <>
      <ul className="panel-list">
        {subscriptions.slice(0, SHOWN).map((subscription) => (
          <li className="panel-list__line" key={`${subscription.connection} ${subscription.topic}`}>
            <span className="grow">
              <Topic>{subscription.topic}</Topic>
            </span>
            <span className="meta">QoS {subscription.qos}</span>
            <span className="meta numeric">{t('common.messages', { count: subscription.messages })}</span>
          </li>
        ))}
      </ul>
      {hidden > 0 && <p className="meta">{t('payload.more', { count: hidden })}</p>}
    </>
  );
}
