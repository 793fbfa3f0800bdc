/** The last tool calls of a session, each a way to its entry in the activity record. */
import type { ActivityEntry } from '../../../../sidecar/admin/schema.ts';
import { RelativeTime } from '../../components/relative-time.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { Topic } from '../../components/topic.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { fragmentOf } from '../../hooks/use-route.ts';
import { argumentSummary, outcomeTone } from '../../model/activity.ts';
import '../../components/panel-list.css';

const SHOWN = 10;

export function CallList({ calls }: { readonly calls: readonly ActivityEntry[] }) {
  const { t } = useLanguage();
  if (calls.length === 0) return <p className="meta">{t('sessions.noCalls')}</p>;
  return (
    <ul className="panel-list">
      {calls.slice(0, SHOWN).map((entry) => (
        <li key={entry.id}>
          <a className="panel-list__line" href={fragmentOf('activity', entry.id)}>
            <StateMark tone={outcomeTone(entry)} />
            <span className="visually-hidden">{t(`outcome.${entry.outcome}`)}</span>
            <span>{entry.tool}</span>
            <span className="grow">
              <Topic>{argumentSummary(entry)}</Topic>
            </span>
            <span className="meta">
              <RelativeTime at={entry.at} />
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}
