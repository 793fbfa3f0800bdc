/** That the last message went out, and what the broker said to it. */
import { StateMark } from '../../components/state-mark.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { formatClock } from '../../format/time.ts';
import type { Published } from './use-publish.ts';

/** PUBACK: no matching subscribers (MQTT 5.0, section 3.4.2.1). */
const NO_SUBSCRIBERS = 16;

export function PublishOutcome({ published }: { readonly published: Published | null }) {
  const { t } = useLanguage();
  return (
    <p className="row" role="status">
      {published !== null && (
        <>
          <StateMark tone={published.reasonCode === NO_SUBSCRIBERS ? 'info' : 'good'} />
          <span>
            {published.reasonCode === NO_SUBSCRIBERS
              ? t('publish.nobody', { time: formatClock(published.at) })
              : t('publish.done', { time: formatClock(published.at) })}
          </span>
        </>
      )}
    </p>
  );
}
