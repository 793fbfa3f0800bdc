/** The columns of the table of broker connections. */
import { IconLock } from '@tabler/icons-react';
import type { ConnectionView } from '../../../../sidecar/admin/schema.ts';
import type { Column } from '../../components/data-table/column.ts';
import { Topic } from '../../components/topic.tsx';
import { formatCount, formatRate } from '../../format/number.ts';
import type { Translate } from '../../i18n/translate.ts';
import { mqttVersion } from '../../model/connection.ts';
import { ConnectionState } from './connection-state.tsx';

export interface ConnectionRow {
  readonly connection: ConnectionView;
  readonly owner: string;
}

export function connectionColumns(t: Translate, locale: string): readonly Column<ConnectionRow>[] {
  return [
    {
      id: 'owner',
      title: t('brokers.owner'),
      width: '140px',
      sortBy: ({ owner }) => owner,
      cell: ({ owner }) => owner,
    },
    {
      id: 'url',
      title: t('brokers.url'),
      width: 'auto',
      sortBy: ({ connection }) => connection.url,
      cell: ({ connection }) => (
        <span className="row">
          {connection.tls && <IconLock size={14} aria-label={t('brokers.tls')} />}
          <Topic>{connection.url}</Topic>
        </span>
      ),
    },
    {
      id: 'state',
      title: t('brokers.state'),
      width: '192px',
      sortBy: ({ connection }) => connection.state.name,
      cell: ({ connection }) => <ConnectionState connection={connection} />,
    },
    {
      id: 'client',
      title: t('brokers.clientId'),
      width: '140px',
      shownFrom: 'wide',
      sortBy: ({ connection }) => connection.clientId,
      cell: ({ connection }) => <Topic>{connection.clientId}</Topic>,
    },
    {
      id: 'mqtt',
      title: 'MQTT',
      width: '72px',
      shownFrom: 'wide',
      sortBy: ({ connection }) => mqttVersion(connection) ?? '',
      cell: ({ connection }) => mqttVersion(connection) ?? '–',
    },
    {
      id: 'subscriptions',
      title: t('brokers.filters'),
      width: '80px',
      align: 'end',
      shownFrom: 'wide',
      sortBy: ({ connection }) => connection.subscriptions.length,
      cell: ({ connection }) => formatCount(connection.subscriptions.length, locale),
    },
    {
      id: 'rateIn',
      title: t('brokers.rateIn'),
      width: '80px',
      align: 'end',
      sortBy: ({ connection }) => connection.rateIn,
      cell: ({ connection }) => formatRate(connection.rateIn, locale),
    },
    {
      id: 'rateOut',
      title: t('brokers.rateOut'),
      width: '88px',
      align: 'end',
      shownFrom: 'wide',
      sortBy: ({ connection }) => connection.rateOut,
      cell: ({ connection }) => formatRate(connection.rateOut, locale),
    },
  ];
}
