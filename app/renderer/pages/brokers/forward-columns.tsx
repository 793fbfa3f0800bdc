/** The columns of the table of forwards. */
import type { Column } from '../../components/data-table/column.ts';
import { StateWord } from '../../components/state-word.tsx';
import { Topic } from '../../components/topic.tsx';
import { formatCount } from '../../format/number.ts';
import type { Translate } from '../../i18n/translate.ts';
import { forwardState, forwardTone, type ForwardView } from '../../model/forward.ts';

export function forwardColumns(t: Translate, locale: string): readonly Column<ForwardView>[] {
  const figure = (id: 'pending' | 'forwarded', title: string, width: string): Column<ForwardView> => ({
    id,
    title,
    width,
    align: 'end',
    sortBy: (forward) => forward[id],
    cell: (forward) => formatCount(forward[id], locale),
  });
  return [
    {
      id: 'route',
      title: t('forwards.route'),
      width: '200px',
      sortBy: routeOf,
      cell: (forward) => <span title={routeOf(forward)}>{routeOf(forward)}</span>,
    },
    {
      id: 'topics',
      title: t('forwards.topics'),
      width: '180px',
      shownFrom: 'wide',
      sortBy: topicsOf,
      cell: (forward) => <Topic>{topicsOf(forward)}</Topic>,
    },
    {
      id: 'state',
      title: t('brokers.state'),
      width: '164px',
      sortBy: (forward) => forwardState(forward, t),
      cell: (forward) => (
        <span title={forward.problem ?? undefined}>
          <StateWord tone={forwardTone(forward)}>{forwardState(forward, t)}</StateWord>
        </span>
      ),
    },
    figure('pending', t('forwards.pending'), '88px'),
    figure('forwarded', t('forwards.forwarded'), '112px'),
    {
      id: 'leftOut',
      title: t('forwards.leftOut'),
      width: '92px',
      align: 'end',
      shownFrom: 'medium',
      sortBy: leftOut,
      cell: (forward) => formatCount(leftOut(forward), locale),
    },
    {
      id: 'lastError',
      title: t('forwards.lastError'),
      width: 'auto',
      shownFrom: 'wide',
      cell: ({ problem, lastError }) => (
        <span className="ellipsis" title={problem ?? lastError ?? undefined}>
          {problem ?? lastError ?? '–'}
        </span>
      ),
    },
  ];
}

function routeOf({ from, to }: ForwardView): string {
  return `${from} → ${to}`;
}

/** With what stands in front of them at the target. */
function topicsOf({ topics, prefix }: ForwardView): string {
  return topics.map((topic) => (prefix === '' ? topic : `${topic} → ${prefix}${topic}`)).join(', ');
}

/** What the target refuses for good, and what the history let go of before. */
function leftOut({ failed, lost }: ForwardView): number {
  return failed + lost;
}
