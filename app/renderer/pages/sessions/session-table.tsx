/** The live table of MCP sessions; without any, how to connect the first client. */
import { Button } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { SessionView } from '../../../../sidecar/admin/schema.ts';
import { DataTable } from '../../components/data-table/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { navigate } from '../../hooks/use-route.ts';
import { sessionName } from '../../model/session.ts';
import { sessionColumns } from './session-columns.tsx';

interface SessionTableProps {
  readonly sessions: readonly SessionView[];
  readonly selected: string | null;
}

export function SessionTable({ sessions, selected }: SessionTableProps) {
  const { t, locale } = useLanguage();
  const columns = useMemo(() => sessionColumns(t, locale), [t, locale]);
  if (sessions.length === 0) {
    return (
      <EmptyState
        icon={IconUsers}
        title={t('sessions.none')}
        action={
          <Button variant="filled" onClick={() => navigate('clients')}>
            {t('sessions.connect')}
          </Button>
        }
      >
        {t('sessions.noneText')}
      </EmptyState>
    );
  }
  return (
    <DataTable
      label={t('nav.sessions')}
      columns={columns}
      rows={sessions}
      rowKey={(session) => session.id}
      onOpen={(session) => navigate('sessions', session.id)}
      openLabel={(session) => t('sessions.open', { client: sessionName(session, t) })}
      selectedKey={selected}
      firstOrder={{ column: 'since', descending: true }}
    />
  );
}
