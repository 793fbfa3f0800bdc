/** A connection's state in a cell: mark and word, and while it reconnects the attempt and when the next one is. */
import type { ConnectionView } from '../../../../sidecar/admin/schema.ts';
import { RelativeTime } from '../../components/relative-time.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { connectionStateKey, connectionTone } from '../../model/connection.ts';

export function ConnectionState({ connection }: { readonly connection: ConnectionView }) {
  const { t } = useLanguage();
  const { state } = connection;
  return (
    <span className="row" title={'reason' in state ? state.reason : undefined}>
      <StateMark tone={connectionTone(connection)} />
      <span>{t(connectionStateKey(connection))}</span>
      {state.name === 'reconnecting' && (
        <span className="meta numeric ellipsis">
          {t('brokers.attempt', { attempt: String(state.attempt) })}
          {state.nextTryAt !== null && (
            <>
              {' · '}
              <RelativeTime at={state.nextTryAt} />
            </>
          )}
        </span>
      )}
    </span>
  );
}
