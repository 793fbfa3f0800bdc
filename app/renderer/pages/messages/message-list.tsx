/**
 * The newest messages first, as a list box: only the rows in sight are in the document. What is being read never moves: once
 * scrolled away from the top the list stands still, and a pill says how many are waiting.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, useEffect, useId, useRef } from 'react';
import { useLanguage } from '../../context/preferences.tsx';
import type { FeedMessage } from '../../store/message-feed.ts';
import { MessageRow } from './message-row.tsx';

interface MessageListProps {
  readonly messages: readonly FeedMessage[];
  readonly waiting: number;
  readonly selected: FeedMessage | null;
  readonly onSelect: (message: FeedMessage) => void;
  /** Tells whether the person has scrolled away from the newest. */
  readonly onAway: (isAway: boolean) => void;
}

const ROW_HEIGHT = 32;
/** Half a row: touching the top counts as being there. */
const AT_TOP_PX = ROW_HEIGHT / 2;

export function MessageList({ messages, waiting, selected, onSelect, onAway }: MessageListProps) {
  const { t } = useLanguage();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: messages.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
  });
  useEffect(() => () => onAway(false), [onAway]);

  const selectedIndex = selected === null ? -1 : messages.findIndex((message) => message.id === selected.id);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = nextIndex(event.key, selectedIndex, messages.length);
    const message = next === null ? undefined : messages[next];
    if (next === null || message === undefined) return;
    event.preventDefault();
    onSelect(message);
    virtualizer.scrollToIndex(next);
  };
  // One listener for all rows: it is the list box that is operated, by mouse as by keyboard.
  const onClick = (event: MouseEvent) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null;
    const message = messages[Number(row?.dataset['index'] ?? -1)];
    if (message !== undefined) onSelect(message);
  };
  const toTop = () => {
    scroller.current?.scrollTo({ top: 0 });
    scroller.current?.focus();
    onAway(false);
  };

  return (
    <div className="message-list">
      {waiting > 0 && (
        <button type="button" className="message-list__new numeric" onClick={toTop}>
          {t('messages.new', { count: waiting })}
        </button>
      )}
      <div
        className="message-list__scroller"
        ref={scroller}
        role="listbox"
        aria-label={t('nav.messages')}
        aria-activedescendant={selectedIndex < 0 ? undefined : `${id}-${selectedIndex}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onScroll={(event) => onAway(event.currentTarget.scrollTop > AT_TOP_PX)}
      >
        <div className="message-list__room" role="presentation" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const message = messages[index];
            if (message === undefined) return null;
            return (
              <MessageRow
                key={message.id}
                id={`${id}-${index}`}
                index={index}
                message={message}
                top={start}
                isSelected={index === selectedIndex}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

function nextIndex(key: string, index: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, index + 1);
    case 'ArrowUp':
      return Math.max(0, index - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
