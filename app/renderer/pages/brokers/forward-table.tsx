/** What is passed on from one broker to another, and how that goes. */
import { useMemo } from 'react';
import { DataTable } from '../../components/data-table/data-table.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import type { ForwardView } from '../../model/forward.ts';
import { forwardColumns } from './forward-columns.tsx';

export function ForwardTable({ forwards }: { readonly forwards: readonly ForwardView[] }) {
  const { t, locale } = useLanguage();
  const columns = useMemo(() => forwardColumns(t, locale), [t, locale]);
  return (
    <DataTable
      label={t('forwards.label')}
      columns={columns}
      rows={forwards}
      rowKey={({ from, to, topics, prefix }) => JSON.stringify([from, to, topics, prefix])}
      firstOrder={{ column: 'route', descending: false }}
    />
  );
}
