/** Tool, outcome and decision to look for. */
import { Select } from '@mantine/core';
import type { ActivityEntry } from '../../../../sidecar/admin/schema.ts';
import { useLanguage } from '../../context/preferences.tsx';
import { type ActivityFilter, NO_FILTER, toolNames, type Verdict } from '../../model/activity-filter.ts';
import './activity.css';

interface ActivityFiltersProps {
  readonly filter: ActivityFilter;
  readonly entries: readonly ActivityEntry[];
  readonly onChange: (filter: ActivityFilter) => void;
}

const OUTCOMES = ['ok', 'error', 'denied'] as const;
const VERDICTS = ['allowed', 'denied', 'approved', 'refused', 'timed-out', 'withdrawn'] as const satisfies readonly Verdict[];
const ALL = '';

export function ActivityFilters({ filter, entries, onChange }: ActivityFiltersProps) {
  const { t } = useLanguage();
  const change = (next: ActivityFilter) => onChange(isEmpty(next) ? NO_FILTER : next);
  return (
    <div className="row row--wrap" role="search">
      <Select
        className="activity__filter"
        aria-label={t('activity.tool')}
        data={[
          { value: ALL, label: t('activity.allTools') },
          ...toolNames(entries, filter.tool).map((tool) => ({ value: tool, label: tool })),
        ]}
        value={filter.tool ?? ALL}
        onChange={(tool) => change({ ...filter, tool: tool === ALL ? null : tool })}
      />
      <Select
        className="activity__filter"
        aria-label={t('activity.outcome')}
        data={[
          { value: ALL, label: t('activity.allOutcomes') },
          ...OUTCOMES.map((outcome) => ({ value: outcome, label: t(`outcome.${outcome}`) })),
        ]}
        value={filter.outcome ?? ALL}
        onChange={(value) => change({ ...filter, outcome: OUTCOMES.find((outcome) => outcome === value) ?? null })}
      />
      <Select
        className="activity__filter"
        aria-label={t('activity.decision')}
        data={[
          { value: ALL, label: t('activity.allDecisions') },
          ...VERDICTS.map((verdict) => ({ value: verdict, label: t(`verdict.${verdict}`) })),
        ]}
        value={filter.verdict ?? ALL}
        onChange={(value) => change({ ...filter, verdict: VERDICTS.find((verdict) => verdict === value) ?? null })}
      />
    </div>
  );
}

function isEmpty({ tool, outcome, verdict }: ActivityFilter): boolean {
  return tool === null && outcome === null && verdict === null;
}
