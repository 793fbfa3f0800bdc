/** The table of tool calls; without any, what to say to an assistant. */
import { Button } from '@mantine/core';
import { IconActivity, IconFilterOff } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { ActivityEntry } from '../../../../sidecar/admin/schema.ts';
import type { Column } from '../../components/data-table/column.ts';
import { DataTable } from '../../components/data-table/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { StateWord } from '../../components/state-word.tsx';
import { Topic } from '../../components/topic.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { formatDuration } from '../../format/time.ts';
import { navigate } from '../../hooks/use-route.ts';
import type { Translate } from '../../i18n/translate.ts';
import { argumentSummary, decisionText, outcomeTone } from '../../model/activity.ts';
import type { Activity } from './use-activity.ts';

interface ActivityTableProps {
  readonly activity: Activity;
  readonly isFiltered: boolean;
  readonly selected: string | null;
}

export function ActivityTable({ activity, isFiltered, selected }: ActivityTableProps) {
  const { t, locale } = useLanguage();
  const columns = useMemo(() => activityColumns(t, locale), [t, locale]);
  const { entries, hasOlder, loadOlder } = activity;
  if (entries.length === 0 && isFiltered) {
    return (
      <EmptyState icon={IconFilterOff} title={t('activity.noMatch')}>
        {t('activity.noMatchText')}
      </EmptyState>
    );
  }
  if (entries.length === 0) {
    return (
      <EmptyState
        icon={IconActivity}
        title={t('activity.none')}
        action={<Button onClick={() => navigate('clients')}>{t('sessions.connect')}</Button>}
      >
        {t('activity.noneText')} <q>{t('welcome.sentence')}</q>
      </EmptyState>
    );
  }
  return (
    <DataTable
      label={t('nav.activity')}
      columns={columns}
      rows={entries}
      rowKey={(entry) => entry.id}
      onOpen={(entry) => navigate('activity', entry.id)}
      openLabel={(entry) => t('activity.open', { tool: entry.tool })}
      selectedKey={selected}
      firstOrder={{ column: 'at', descending: true }}
      footer={
        hasOlder && (
          <div className="activity__older">
            <Button loading={loadOlder.pending} onClick={() => void loadOlder.run()}>
              {t('activity.older')}
            </Button>
          </div>
        )
      }
    />
  );
}

function activityColumns(t: Translate, locale: string): readonly Column<ActivityEntry>[] {
  return [
    {
      id: 'tool',
      title: t('activity.tool'),
      width: '152px',
      sortBy: (entry) => entry.tool,
      cell: (entry) => entry.tool,
    },
    {
      id: 'outcome',
      title: t('activity.outcome'),
      width: '104px',
      sortBy: (entry) => entry.outcome,
      cell: (entry) => <StateWord tone={outcomeTone(entry)}>{t(`outcome.${entry.outcome}`)}</StateWord>,
    },
    {
      id: 'subject',
      title: t('activity.subject'),
      width: 'auto',
      cell: (entry) => <Topic>{argumentSummary(entry)}</Topic>,
    },
    {
      id: 'decision',
      title: t('activity.decision'),
      width: '200px',
      shownFrom: 'wide',
      sortBy: (entry) => entry.decision?.verdict ?? '',
      cell: (entry) => <span className="ellipsis">{decisionText(entry, t)}</span>,
    },
    {
      id: 'client',
      title: t('sessions.client'),
      width: '136px',
      shownFrom: 'wide',
      sortBy: (entry) => entry.client ?? entry.principal,
      cell: (entry) => entry.client ?? entry.principal,
    },
    {
      id: 'duration',
      title: t('activity.duration'),
      width: '96px',
      align: 'end',
      shownFrom: 'medium',
      sortBy: (entry) => entry.durationMs,
      cell: (entry) => formatDuration(entry.durationMs, locale),
    },
    {
      id: 'at',
      title: t('activity.when'),
      width: '104px',
      align: 'end',
      sortBy: (entry) => entry.at,
      cell: (entry) => <RelativeTime at={entry.at} />,
    },
  ];
}
