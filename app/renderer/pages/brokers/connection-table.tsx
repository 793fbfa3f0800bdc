/** The live table of broker connections; without any, where they come from. */
import { Button } from '@mantine/core';
import { IconServer2 } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { AdminSnapshot } from '../../../../sidecar/admin/schema.ts';
import { DataTable } from '../../components/data-table/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { navigate } from '../../hooks/use-route.ts';
import { ownerName } from '../../model/connection.ts';
import { type ConnectionRow, connectionColumns } from './connection-columns.tsx';

interface ConnectionTableProps {
  readonly snapshot: AdminSnapshot;
  readonly selected: string | null;
}

export function ConnectionTable({ snapshot, selected }: ConnectionTableProps) {
  const { t, locale } = useLanguage();
  const columns = useMemo(() => connectionColumns(t, locale), [t, locale]);
  const rows = useMemo<readonly ConnectionRow[]>(
    () => snapshot.connections.map((connection) => ({ connection, owner: ownerName(connection, snapshot, t) })),
    [snapshot, t],
  );
  if (rows.length === 0) {
    return (
      <EmptyState
        icon={IconServer2}
        title={t('brokers.none')}
        action={<Button onClick={() => navigate('clients')}>{t('sessions.connect')}</Button>}
      >
        {t('brokers.noneText')}
      </EmptyState>
    );
  }
  return (
    <DataTable
      label={t('brokers.label')}
      columns={columns}
      rows={rows}
      rowKey={({ connection }) => connection.id}
      onOpen={({ connection }) => navigate('brokers', connection.id)}
      openLabel={({ owner, connection }) => t('brokers.open', { owner, url: connection.url })}
      selectedKey={selected}
      firstOrder={{ column: 'owner', descending: false }}
    />
  );
}
