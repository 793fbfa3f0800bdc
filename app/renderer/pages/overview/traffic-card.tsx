/** The traffic of the last minutes, with the present rates as the curve's legend. */
import type { AdminSnapshot } from '../../../../sidecar/admin/schema.ts';
import { Card } from '../../components/card.tsx';
import { RateChart } from '../../components/rate-chart.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { formatRate } from '../../format/number.ts';

export function TrafficCard({ snapshot }: { readonly snapshot: AdminSnapshot }) {
  const { t, locale } = useLanguage();
  const { rates = [], totals } = snapshot;
  const legend = (
    <>
      <span className="overview__legend overview__legend--in numeric">
        {t('overview.rateIn', { rate: formatRate(totals.rateIn, locale) })}
      </span>
      <span className="overview__legend overview__legend--out numeric">
        {t('overview.rateOut', { rate: formatRate(totals.rateOut, locale) })}
      </span>
    </>
  );
  return (
    <Card title={t('overview.traffic')} aside={legend}>
      <RateChart rates={rates} />
    </Card>
  );
}
