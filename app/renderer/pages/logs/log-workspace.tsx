/** Filters, table and details of the logs. */
import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconFileText, IconFilterOff, IconPlayerPause, IconPlayerPlay, IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { DataTable } from '../../components/data-table/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { TableSkeleton } from '../../components/table-skeleton.tsx';
import { useDesktop } from '../../context/api.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { logColumns } from './log-columns.tsx';
import { LogPanel } from './log-panel.tsx';
import { type KeyedLogEntry, type LogFilter, useLogs } from './use-logs.ts';
import './logs.css';

const LEVELS = ['error', 'warn', 'info', 'debug'] as const;
const SOURCES = ['app', 'sidecar'] as const;
const TYPING_MS = 300;

export function LogWorkspace() {
  const { t } = useLanguage();
  const desktop = useDesktop();
  const [level, setLevel] = useState<LogFilter['level']>('info');
  const [source, setSource] = useState<LogFilter['source']>(null);
  const [search, setSearch] = useState('');
  const [isPaused, setPaused] = useState(false);
  const [opened, setOpened] = useState<KeyedLogEntry | null>(null);
  const [settled] = useDebouncedValue(search, TYPING_MS);
  const { entries, error } = useLogs({ level, source, search: settled }, isPaused);
  const columns = useMemo(() => logColumns(t, desktop !== undefined), [t, desktop]);

  return (
    <>
      <div className="row row--wrap" role="search">
        <TextInput
          className="logs__search"
          aria-label={t('logs.search')}
          placeholder={t('logs.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Select
          className="logs__choice"
          aria-label={t('logs.level')}
          data={LEVELS.map((value) => ({ value, label: t(`logs.from.${value}`) }))}
          value={level}
          onChange={(value) => value !== null && setLevel(value)}
        />
        {desktop !== undefined && (
          <Select
            className="logs__choice"
            aria-label={t('logs.source')}
            data={[{ value: 'all', label: t('logs.allSources') }, ...SOURCES.map((value) => ({ value, label: t(`logs.source.${value}`) }))]}
            value={source ?? 'all'}
            onChange={(value) => setSource(SOURCES.find((known) => known === value) ?? null)}
          />
        )}
        <Button
          leftSection={isPaused ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />}
          aria-pressed={isPaused}
          onClick={() => setPaused(!isPaused)}
        >
          {isPaused ? t('messages.resume') : t('messages.pause')}
        </Button>
      </div>
      {error !== null && <FailureNotice failure={error} />}
      <Entries
        entries={entries}
        isNarrowed={settled !== '' || source !== null || level === 'error' || level === 'warn'}
        columns={columns}
        opened={opened}
        onOpen={setOpened}
      />
      <LogPanel entry={opened} onClose={() => setOpened(null)} />
    </>
  );
}

interface EntriesProps {
  readonly entries: readonly KeyedLogEntry[] | null;
  readonly isNarrowed: boolean;
  readonly columns: ReturnType<typeof logColumns>;
  readonly opened: KeyedLogEntry | null;
  readonly onOpen: (entry: KeyedLogEntry) => void;
}

function Entries({ entries, isNarrowed, columns, opened, onOpen }: EntriesProps) {
  const { t } = useLanguage();
  if (entries === null) return <TableSkeleton />;
  if (entries.length === 0) {
    return isNarrowed ? (
      <EmptyState icon={IconFilterOff} title={t('logs.noMatch')}>
        {t('logs.noMatchText')}
      </EmptyState>
    ) : (
      <EmptyState icon={IconFileText} title={t('logs.none')}>
        {t('logs.noneText')}
      </EmptyState>
    );
  }
  return (
    <DataTable
      label={t('nav.logs')}
      columns={columns}
      rows={entries}
      rowKey={(entry) => entry.key}
      onOpen={onOpen}
      selectedKey={opened?.key ?? null}
      firstOrder={{ column: 'at', descending: true }}
    />
  );
}
