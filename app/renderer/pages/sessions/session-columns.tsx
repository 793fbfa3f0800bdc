/** The columns of the session table. */
import type { SessionView } from '../../../../sidecar/admin/schema.ts';
import type { Column } from '../../components/data-table/column.ts';
import { RelativeTime } from '../../components/relative-time.tsx';
import { Topic } from '../../components/topic.tsx';
import { formatCount } from '../../format/number.ts';
import type { Translate } from '../../i18n/translate.ts';
import { sessionName } from '../../model/session.ts';

export function sessionColumns(t: Translate, locale: string): readonly Column<SessionView>[] {
  return [
    {
      id: 'client',
      title: t('sessions.client'),
      width: 'auto',
      sortBy: (session) => sessionName(session, t),
      cell: (session) => (
        <>
          {sessionName(session, t)} <span className="meta">{session.client?.version}</span>
        </>
      ),
    },
    {
      id: 'transport',
      title: t('sessions.transport'),
      width: '136px',
      sortBy: (session) => session.transport,
      cell: (session) => t(`transport.${session.transport}`),
    },
    {
      id: 'protocol',
      title: t('sessions.protocol'),
      width: '104px',
      shownFrom: 'wide',
      sortBy: (session) => session.protocolVersion ?? '',
      cell: (session) => <span className="numeric">{session.protocolVersion ?? '–'}</span>,
    },
    {
      id: 'address',
      title: t('sessions.address'),
      width: '156px',
      shownFrom: 'wide',
      sortBy: (session) => session.address ?? '',
      cell: (session) => (session.address === null ? '–' : <Topic>{session.address}</Topic>),
    },
    {
      id: 'since',
      title: t('sessions.since'),
      width: '96px',
      shownFrom: 'medium',
      sortBy: (session) => session.since,
      cell: (session) => <RelativeTime at={session.since} />,
    },
    {
      id: 'subscriptions',
      title: t('sessions.subscriptions'),
      width: '124px',
      align: 'end',
      sortBy: (session) => session.subscriptions.length,
      cell: (session) => formatCount(session.subscriptions.length, locale),
    },
    {
      id: 'in',
      title: t('common.in'),
      width: '72px',
      align: 'end',
      shownFrom: 'wide',
      sortBy: (session) => session.messagesIn,
      cell: (session) => formatCount(session.messagesIn, locale),
    },
    {
      id: 'out',
      title: t('common.out'),
      width: '80px',
      align: 'end',
      shownFrom: 'wide',
      sortBy: (session) => session.messagesOut,
      cell: (session) => formatCount(session.messagesOut, locale),
    },
    {
      id: 'active',
      title: t('sessions.active'),
      width: '112px',
      align: 'end',
      sortBy: (session) => session.lastActivityAt,
      cell: (session) => <RelativeTime at={session.lastActivityAt} />,
    },
  ];
}
