/** One message in the list: when, where, what, in a line. */
import { memo } from 'react';
import { Topic } from '../../components/topic.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { formatBytes } from '../../format/number.ts';
import { previewPayload } from '../../format/payload.ts';
import { formatClock } from '../../format/time.ts';
import type { FeedMessage } from '../../store/message-feed.ts';

interface MessageRowProps {
  readonly id: string;
  /** Its place in the list, for the list box's listener. */
  readonly index: number;
  readonly message: FeedMessage;
  readonly top: number;
  readonly isSelected: boolean;
}

const PREVIEW_CHARACTERS = 160;

export const MessageRow = memo(function MessageRow({ id, index, message, top, isSelected }: MessageRowProps) {
  const { t, locale } = useLanguage();
  return (
    <div
      id={id}
      className="message-row"
      role="option"
      tabIndex={-1}
      data-index={index}
      aria-selected={isSelected}
      // A row is placed by transform: a `top` would lay out the whole list anew.
      style={{ transform: `translateY(${top}px)` }}
    >
      <span className="message-row__time mono numeric">{formatClock(message.receivedAt)}</span>
      <span className="message-row__topic">
        <Topic>{message.topic}</Topic>
      </span>
      {message.payloadBytes === 0 ? (
        <span className="message-row__payload meta">{t('payload.empty')}</span>
      ) : (
        <span className="message-row__payload mono ellipsis">
          {previewPayload(message.payload, isComplete(message), PREVIEW_CHARACTERS)}
        </span>
      )}
      <span className="message-row__flags meta">
        {message.retain && <span title={t('messages.retained')}>R</span>} Q{message.qos}
      </span>
      <span className="message-row__size meta numeric">{formatBytes(message.payloadBytes, locale)}</span>
    </div>
  );
});

/** The sidecar sends at most the first 64 KiB of a payload. */
export function isComplete(message: FeedMessage): boolean {
  const padding = message.payload.endsWith('==') ? 2 : message.payload.endsWith('=') ? 1 : 0;
  return (message.payload.length / 4) * 3 - padding >= message.payloadBytes;
}
