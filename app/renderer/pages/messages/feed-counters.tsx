/** How many messages came, and how many of them are not in the list and why: nothing is left out silently. */
import { useLanguage } from '../../context/preferences.tsx';
import { failureText } from '../../i18n/failure-text.ts';
import { StateMark } from '../../components/state-mark.tsx';
import type { LiveFeed } from './use-message-feed.ts';

export function FeedCounters({ feed, isPaused }: { readonly feed: LiveFeed; readonly isPaused: boolean }) {
  const { t } = useLanguage();
  const { latest, status, waiting } = feed;
  return (
    <p className="messages__counters meta numeric">
      <StateMark tone={status.name === 'lost' ? 'bad' : isPaused ? 'idle' : status.name === 'open' ? 'good' : 'busy'} />
      <span>
        {status.name === 'lost' ? failureText(status.error, t).title : t(isPaused ? 'messages.paused' : `messages.${status.name}`)}
      </span>
      <span>{t('messages.received', { count: latest.received })}</span>
      {latest.skipped > 0 && <span title={t('messages.skippedWhy')}>{t('messages.skipped', { count: latest.skipped })}</span>}
      {latest.evicted > 0 && <span title={t('messages.evictedWhy')}>{t('messages.evicted', { count: latest.evicted })}</span>}
      {isPaused && waiting > 0 && <span>{t('messages.waiting', { count: waiting })}</span>}
    </p>
  );
}
