/** One message in full: where it came from, its MQTT 5 properties, its payload as text, JSON or bytes. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { CopyButton } from '../../components/copy-button.tsx';
import { Facts } from '../../components/facts.tsx';
import { JsonTree } from '../../components/json-tree.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { formatBytes } from '../../format/number.ts';
import { formatClock, formatExact } from '../../format/time.ts';
import type { FeedMessage } from '../../store/message-feed.ts';
import { isComplete } from './message-row.tsx';
import { PayloadView } from './payload-view.tsx';

export function MessageDetails({ message, onClose }: { readonly message: FeedMessage; readonly onClose: () => void }) {
  const { t, locale } = useLanguage();
  return (
    <section className="message-details" aria-label={t('messages.details')}>
      <div className="message-details__head">
        <h2 className="message-details__topic mono">{message.topic}</h2>
        <CopyButton text={message.topic} label={t('messages.copyTopic')} />
        <Tooltip label={t('common.close')}>
          <ActionIcon aria-label={t('common.close')} onClick={onClose}>
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      <div className="message-details__body" tabIndex={0} role="group" aria-label={t('messages.details')}>
        <PayloadView key={message.id} payload={message.payload} isComplete={isComplete(message)} />
        <Facts
          facts={[
            {
              name: t('messages.at'),
              value: <span title={formatExact(message.receivedAt, locale)}>{formatClock(message.receivedAt)}</span>,
            },
            { name: 'QoS', value: String(message.qos) },
            { name: t('messages.retained'), value: message.retain ? t('common.yes') : t('common.no') },
            { name: t('messages.size'), value: formatBytes(message.payloadBytes, locale) },
            { name: t('messages.broker'), value: message.connection },
          ]}
        />
        {message.properties !== undefined && Object.keys(message.properties).length > 0 && (
          <div>
            <h3 className="panel-section__title">{t('messages.properties')}</h3>
            <JsonTree value={message.properties} />
          </div>
        )}
      </div>
    </section>
  );
}
