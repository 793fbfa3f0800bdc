/** One tool call in full: what was asked, what came of it, how long it took. */
import type { ActivityEntry } from '../../../../sidecar/admin/schema.ts';
import { Facts } from '../../components/facts.tsx';
import { JsonTree } from '../../components/json-tree.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { PanelSection, SidePanel } from '../../components/side-panel.tsx';
import { StateWord } from '../../components/state-word.tsx';
import { Topic } from '../../components/topic.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { formatDuration } from '../../format/time.ts';
import { fragmentOf } from '../../hooks/use-route.ts';
import { decisionText, outcomeTone } from '../../model/activity.ts';

interface ActivityPanelProps {
  readonly entries: readonly ActivityEntry[];
  readonly id: string | null;
  readonly onClose: () => void;
}

export function ActivityPanel({ entries, id, onClose }: ActivityPanelProps) {
  const { t } = useLanguage();
  const entry = entries.find((candidate) => candidate.id === id);
  return (
    <SidePanel opened={id !== null} onClose={onClose} title={entry?.tool ?? t('activity.gone')}>
      {entry === undefined ? <p>{t('activity.goneText')}</p> : <ActivityDetails entry={entry} />}
    </SidePanel>
  );
}

function ActivityDetails({ entry }: { readonly entry: ActivityEntry }) {
  const { t, locale } = useLanguage();
  const hasArguments = Object.keys(entry.arguments).length > 0;
  return (
    <>
      <Facts
        facts={[
          { name: t('activity.outcome'), value: <StateWord tone={outcomeTone(entry)}>{t(`outcome.${entry.outcome}`)}</StateWord> },
          { name: t('activity.decision'), value: decisionText(entry, t) },
          { name: t('activity.when'), value: <RelativeTime at={entry.at} /> },
          { name: t('activity.duration'), value: formatDuration(entry.durationMs, locale) },
          { name: t('sessions.client'), value: entry.client ?? '–' },
          { name: t('sessions.principal'), value: entry.principal },
          {
            name: t('activity.session'),
            value:
              entry.session === null ? (
                '–'
              ) : (
                <a href={fragmentOf('sessions', entry.session)}>
                  <Topic>{entry.session}</Topic>
                </a>
              ),
          },
        ]}
      />
      <PanelSection title={t('activity.result')}>
        <pre className="activity__result mono">{entry.result}</pre>
      </PanelSection>
      <PanelSection title={t('activity.arguments')}>
        {hasArguments ? <JsonTree value={entry.arguments} /> : <p className="meta">{t('activity.noArguments')}</p>}
      </PanelSection>
    </>
  );
}
