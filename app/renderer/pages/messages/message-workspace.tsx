/** Filter bar, list and details side by side; decides when the list stands still. */
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { AdminSnapshot } from '../../../../sidecar/admin/schema.ts';
import { useLanguage } from '../../context/preferences.tsx';
import { isTopicFilter } from '../../model/topic-filter.ts';
import type { FeedMessage } from '../../store/message-feed.ts';
import { FeedCounters } from './feed-counters.tsx';
import { FeedEmpty } from './feed-empty.tsx';
import { FilterBar } from './filter-bar.tsx';
import { MessageDetails } from './message-details.tsx';
import { MessageList } from './message-list.tsx';
import { useMessageFeed } from './use-message-feed.ts';
import './messages.css';

interface MessageWorkspaceProps {
  readonly snapshot: AdminSnapshot;
  readonly firstConnection: string | null;
  readonly onPublish: () => void;
}

/** Long enough not to open a feed for every letter. */
const TYPING_MS = 400;

export function MessageWorkspace({ snapshot, firstConnection, onPublish }: MessageWorkspaceProps) {
  const { t } = useLanguage();
  const [filter, setFilter] = useState('#');
  const [connection, setConnection] = useState(firstConnection ?? '');
  const [isPaused, setPaused] = useState(false);
  const [isAway, setAway] = useState(false);
  const [selected, setSelected] = useState<FeedMessage | null>(null);
  const [settled] = useDebouncedValue(filter, TYPING_MS);
  const isValid = isTopicFilter(filter);
  const request = isTopicFilter(settled) ? { filter: settled, ...(connection === '' ? {} : { connection }) } : null;
  const feed = useMessageFeed(request, isPaused || isAway);

  const clear = () => {
    feed.clear();
    setSelected(null);
  };

  return (
    <>
      <FilterBar
        snapshot={snapshot}
        filter={filter}
        problem={isValid ? null : t('messages.filterInvalid')}
        connection={connection}
        isPaused={isPaused}
        onFilter={setFilter}
        onConnection={setConnection}
        onPause={setPaused}
        onClear={clear}
      />
      <FeedCounters feed={feed} isPaused={isPaused} />
      <div className={selected === null ? 'messages' : 'messages messages--split'}>
        {feed.view.messages.length === 0 ? (
          <FeedEmpty filter={settled} status={feed.status} onPublish={onPublish} />
        ) : (
          <MessageList
            messages={feed.view.messages}
            waiting={isPaused ? 0 : feed.waiting}
            selected={selected}
            onSelect={setSelected}
            onAway={setAway}
          />
        )}
        {selected !== null && <MessageDetails message={selected} onClose={() => setSelected(null)} />}
      </div>
    </>
  );
}
