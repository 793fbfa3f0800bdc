/** What the assistants did: every tool call with its arguments, outcome and duration; filter, details, export. */
import { useState } from 'react';
import type { AdminSnapshot } from '../../../../sidecar/admin/schema.ts';
import { TableSkeleton } from '../../components/table-skeleton.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { navigate } from '../../hooks/use-route.ts';
import { Live } from '../../layout/live.tsx';
import type { PageProps } from '../../layout/page-props.ts';
import { Page } from '../../layout/page.tsx';
import { type ActivityFilter, NO_FILTER } from '../../model/activity-filter.ts';
import { ActivityFilters } from './activity-filters.tsx';
import { ActivityPanel } from './activity-panel.tsx';
import { ActivityTable } from './activity-table.tsx';
import { ExportMenu } from './export-menu.tsx';
import { useActivity } from './use-activity.ts';

export function ActivityPage({ id }: PageProps) {
  const { t } = useLanguage();
  const [filter, setFilter] = useState<ActivityFilter>(NO_FILTER);
  return (
    <Page title={t('nav.activity')} action={<ExportMenu filter={filter} />} fill>
      <Live about={t('activity.about')} skeleton={<TableSkeleton />}>
        {(snapshot) => <ActivityContent snapshot={snapshot} filter={filter} onFilter={setFilter} id={id} />}
      </Live>
    </Page>
  );
}

interface ActivityContentProps {
  readonly snapshot: AdminSnapshot;
  readonly filter: ActivityFilter;
  readonly onFilter: (filter: ActivityFilter) => void;
  readonly id: string | null;
}

function ActivityContent({ snapshot, filter, onFilter, id }: ActivityContentProps) {
  const activity = useActivity(snapshot.activity, filter);
  return (
    <>
      <ActivityFilters filter={filter} entries={snapshot.activity} onChange={onFilter} />
      <ActivityTable activity={activity} isFiltered={filter !== NO_FILTER} selected={id} />
      <ActivityPanel entries={activity.entries} id={id} onClose={() => navigate('activity')} />
    </>
  );
}
