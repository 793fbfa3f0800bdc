/** The broker connections at a glance: state, whose it is, traffic. */
import type { AdminSnapshot } from '../../../../sidecar/admin/schema.ts';
import { Card } from '../../components/card.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { Topic } from '../../components/topic.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { formatRate } from '../../format/number.ts';
import { fragmentOf } from '../../hooks/use-route.ts';
import { connectionStateKey, connectionTone, ownerName } from '../../model/connection.ts';

const SHOWN = 5;

export function BrokersCard({ snapshot }: { readonly snapshot: AdminSnapshot }) {
  const { t, locale } = useLanguage();
  const { connections } = snapshot;
  const hidden = connections.length - SHOWN;
  return (
    <Card title={t('overview.brokers')} flush>
      {connections.length === 0 && <p className="overview__none">{t('overview.noBrokers')}</p>}
      <ul className="overview__list">
        {connections.slice(0, SHOWN).map((connection) => (
          <li key={connection.id}>
            <a className="overview__line" href={fragmentOf('brokers', connection.id)}>
              <StateMark tone={connectionTone(connection)} />
              <span className="visually-hidden">{t(connectionStateKey(connection))}</span>
              <span className="overview__broker">
                <span className="ellipsis">{ownerName(connection, snapshot, t)}</span>
                <Topic>{connection.url}</Topic>
              </span>
              <span className="meta numeric push">{t('common.perSecond', { rate: formatRate(connection.rateIn, locale) })}</span>
            </a>
          </li>
        ))}
      </ul>
      {hidden > 0 && (
        <a className="overview__more" href={fragmentOf('brokers')}>
          {t('overview.moreBrokers', { count: hidden })}
        </a>
      )}
    </Card>
  );
}
