/** The columns of the log table. */
import type { Column } from '../../components/data-table/column.ts';
import { StateWord } from '../../components/state-word.tsx';
import type { Tone } from '../../components/tone.ts';
import { formatClock } from '../../format/time.ts';
import type { Translate } from '../../i18n/translate.ts';
import { contextSummary } from '../../model/log.ts';
import type { KeyedLogEntry } from './use-logs.ts';

export const LEVEL_TONES: Readonly<Record<KeyedLogEntry['level'], Tone>> = { error: 'bad', warn: 'warning', info: 'info', debug: 'idle' };

export function logColumns(t: Translate, withSource: boolean): readonly Column<KeyedLogEntry>[] {
  const source: Column<KeyedLogEntry> = {
    id: 'source',
    title: t('logs.source'),
    width: '88px',
    shownFrom: 'medium',
    sortBy: (entry) => entry.source,
    cell: (entry) => t(`logs.source.${entry.source}`),
  };
  return [
    {
      id: 'at',
      title: t('logs.time'),
      width: '128px',
      sortBy: (entry) => entry.at,
      cell: (entry) => <span className="mono numeric">{formatClock(entry.at)}</span>,
    },
    {
      id: 'level',
      title: t('logs.level'),
      width: '104px',
      sortBy: (entry) => entry.level,
      cell: (entry) => <StateWord tone={LEVEL_TONES[entry.level]}>{t(`logs.level.${entry.level}`)}</StateWord>,
    },
    ...(withSource ? [source] : []),
    {
      id: 'scope',
      title: t('logs.scope'),
      width: '96px',
      shownFrom: 'medium',
      sortBy: (entry) => entry.scope,
      cell: (entry) => entry.scope,
    },
    {
      id: 'message',
      title: t('logs.message'),
      width: 'auto',
      cell: (entry) => (
        <span title={entry.message}>
          {entry.message} <span className="meta">{contextSummary(entry.context)}</span>
        </span>
      ),
    },
  ];
}
