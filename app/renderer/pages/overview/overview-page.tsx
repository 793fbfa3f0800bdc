/** The first page: is it running, who is connected, is data flowing, does anything need me. */
import { Live } from '../../layout/live.tsx';
import { Page } from '../../layout/page.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { AttentionList } from './attention-list.tsx';
import { BrokersCard } from './brokers-card.tsx';
import { OverviewSkeleton } from './overview-skeleton.tsx';
import { RecentCard } from './recent-card.tsx';
import { StateCard } from './state-card.tsx';
import { StatCards } from './stat-cards.tsx';
import { TrafficCard } from './traffic-card.tsx';
import './overview.css';

export function OverviewPage() {
  const { t } = useLanguage();
  return (
    <Page title={t('nav.overview')}>
      <Live about={t('overview.about')} skeleton={<OverviewSkeleton />}>
        {(snapshot) => (
          <>
            <StateCard snapshot={snapshot} />
            <AttentionList snapshot={snapshot} />
            <StatCards snapshot={snapshot} />
            <div className="overview__pair">
              <TrafficCard snapshot={snapshot} />
              <BrokersCard snapshot={snapshot} />
            </div>
            <RecentCard snapshot={snapshot} />
          </>
        )}
      </Live>
    </Page>
  );
}
