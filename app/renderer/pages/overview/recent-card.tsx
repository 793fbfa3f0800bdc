/** The last tool calls; before the first one, what to say to the assistant. */
import { Button } from '@mantine/core';
import type { AdminSnapshot } from '../../../../sidecar/admin/schema.ts';
import { Card } from '../../components/card.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { Topic } from '../../components/topic.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { formatDuration } from '../../format/time.ts';
import { fragmentOf, navigate } from '../../hooks/use-route.ts';
import { argumentSummary, outcomeTone } from '../../model/activity.ts';

const SHOWN = 5;

export function RecentCard({ snapshot }: { readonly snapshot: AdminSnapshot }) {
  const { t, locale } = useLanguage();
  const entries = snapshot.activity.slice(0, SHOWN);
  return (
    <Card title={t('overview.recent')} flush>
      {entries.length === 0 && <NoCalls />}
      <ul className="overview__list">
        {entries.map((entry) => (
          <li key={entry.id}>
            <a className="overview__line overview__call" href={fragmentOf('activity', entry.id)}>
              <StateMark tone={outcomeTone(entry)} />
              <span className="visually-hidden">{t(`outcome.${entry.outcome}`)}</span>
              <span className="ellipsis overview__tool">{entry.tool}</span>
              <span className="grow">
                <Topic>{argumentSummary(entry)}</Topic>
              </span>
              <span className="ellipsis meta overview__client">{entry.client ?? entry.principal}</span>
              <span className="meta numeric overview__duration">{formatDuration(entry.durationMs, locale)}</span>
              <span className="meta overview__when">
                <RelativeTime at={entry.at} />
              </span>
            </a>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function NoCalls() {
  const { t } = useLanguage();
  return (
    <div className="overview__none stack stack--tight">
      <p>
        {t('overview.noCalls')} <q>{t('welcome.sentence')}</q>
      </p>
      <div>
        <Button variant="filled" onClick={() => navigate('clients')}>
          {t('sessions.connect')}
        </Button>
      </div>
    </div>
  );
}
