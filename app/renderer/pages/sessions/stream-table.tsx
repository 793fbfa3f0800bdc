/** The live table of browser streams; without any, the line of code that opens one. */
import { IconWorldShare } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { StreamView } from '../../../../sidecar/admin/schema.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import type { Column } from '../../components/data-table/column.ts';
import { DataTable } from '../../components/data-table/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { Topic } from '../../components/topic.tsx';
import { useAvailability } from '../../context/dashboard.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { formatBytes, formatCount } from '../../format/number.ts';
import type { Translate } from '../../i18n/translate.ts';
import './stream-table.css';

export function StreamTable({ streams }: { readonly streams: readonly StreamView[] }) {
  const { t, locale } = useLanguage();
  const columns = useMemo(() => streamColumns(t, locale), [t, locale]);
  if (streams.length === 0) return <NoStreams />;
  return (
    <DataTable
      label={t('streams.label')}
      columns={columns}
      rows={streams}
      rowKey={(stream) => stream.id}
      firstOrder={{ column: 'since', descending: true }}
    />
  );
}

function NoStreams() {
  const { t } = useLanguage();
  const availability = useAvailability();
  const mcpUrl = 'snapshot' in availability ? availability.snapshot.server.mcpUrl : '';
  const code = `new EventSource('${mcpUrl.replace(/\/sse$/, '/stream')}?topic=demo/%23')`;
  return (
    <EmptyState icon={IconWorldShare} title={t('streams.none')}>
      <p>{t('streams.noneText')}</p>
      <div className="stream-code">
        <code className="mono">{code}</code>
        <CopyButton text={code} label={t('common.copy')} />
      </div>
    </EmptyState>
  );
}

function streamColumns(t: Translate, locale: string): readonly Column<StreamView>[] {
  return [
    {
      id: 'topics',
      title: t('streams.topics'),
      width: 'auto',
      sortBy: (stream) => stream.topics.join(' '),
      cell: (stream) => <Topic>{stream.topics.join(', ')}</Topic>,
    },
    {
      id: 'connection',
      title: t('streams.connection'),
      width: '128px',
      shownFrom: 'medium',
      sortBy: (stream) => stream.connection,
      cell: (stream) => stream.connection,
    },
    {
      id: 'address',
      title: t('sessions.address'),
      width: '156px',
      shownFrom: 'wide',
      sortBy: (stream) => stream.address,
      cell: (stream) => <Topic>{stream.address}</Topic>,
    },
    {
      id: 'delivered',
      title: t('streams.delivered'),
      width: '104px',
      align: 'end',
      sortBy: (stream) => stream.delivered,
      cell: (stream) => formatCount(stream.delivered, locale),
    },
    {
      id: 'dropped',
      title: t('sessions.dropped'),
      width: '96px',
      align: 'end',
      shownFrom: 'medium',
      sortBy: (stream) => stream.dropped,
      cell: (stream) => formatCount(stream.dropped, locale),
    },
    {
      id: 'pending',
      title: t('streams.pending'),
      width: '112px',
      align: 'end',
      shownFrom: 'wide',
      sortBy: (stream) => stream.pendingBytes,
      cell: (stream) => formatBytes(stream.pendingBytes, locale),
    },
    {
      id: 'since',
      title: t('sessions.since'),
      width: '104px',
      align: 'end',
      sortBy: (stream) => stream.since,
      cell: (stream) => <RelativeTime at={stream.since} />,
    },
  ];
}
