/** Four figures and what is behind them: each leads to the page that has the details. */
import type { ReactNode } from 'react';
import type { AdminSnapshot } from '../../../../sidecar/admin/schema.ts';
import { Sparkline } from '../../components/sparkline.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { formatCompact, formatCount, formatRate } from '../../format/number.ts';
import { fragmentOf } from '../../hooks/use-route.ts';
import type { PageName } from '../../../shared/ipc-contract.ts';
import './stat-cards.css';

const SPARK_POINTS = 60;

export function StatCards({ snapshot }: { readonly snapshot: AdminSnapshot }) {
  const { t, locale } = useLanguage();
  const { connections, rates = [], sessions, streams, totals } = snapshot;
  const connected = connections.filter((connection) => connection.state.name === 'connected').length;
  const down = connections.length - connected;
  const recent = rates.slice(-SPARK_POINTS);

  return (
    <ul className="stat-cards">
      <Stat page="sessions" name={t('overview.sessions')} value={formatCount(sessions.length, locale)}>
        {t('overview.streams', { count: streams.length })}
      </Stat>
      <Stat page="brokers" name={t('overview.brokers')} value={`${connected} / ${connections.length}`}>
        {down === 0 ? (
          t(connected === 0 ? 'overview.noneYet' : 'overview.allConnected')
        ) : (
          <>
            <StateMark tone="warning" size={12} /> {t('overview.down', { count: down })}
          </>
        )}
      </Stat>
      <Stat
        page="messages"
        name={t('overview.messageRate')}
        value={formatRate(totals.rateIn, locale)}
        spark={recent.map((point) => point.rateIn)}
      >
        {t('overview.inTotal', { total: formatCompact(totals.messagesIn, locale) })}
      </Stat>
      <Stat page="activity" name={t('overview.toolCalls')} value={formatRate(totals.rateToolCalls * 60, locale)}>
        {t('overview.inTotal', { total: formatCompact(totals.toolCalls, locale) })}
      </Stat>
    </ul>
  );
}

interface StatProps {
  readonly page: PageName;
  readonly name: string;
  readonly value: string;
  readonly spark?: readonly number[];
  readonly children: ReactNode;
}

function Stat({ page, name, value, spark, children }: StatProps) {
  return (
    <li>
      <a className="stat-card" href={fragmentOf(page)}>
        <span className="stat-card__name">{name}</span>
        <span className="stat-card__figure">
          <span className="stat-card__value numeric">{value}</span>
          {spark !== undefined && <Sparkline values={spark} />}
        </span>
        <span className="stat-card__more meta numeric">{children}</span>
      </a>
    </li>
  );
}
