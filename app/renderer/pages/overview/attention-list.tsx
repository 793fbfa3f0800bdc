/** What needs the person, the gravest first, each with a way to the details; nothing at all when nothing does. */
import { Button } from '@mantine/core';
import type { AdminSnapshot } from '../../../../sidecar/admin/schema.ts';
import { Notice } from '../../components/notice.tsx';
import { usePreferences } from '../../context/preferences.tsx';
import { navigate } from '../../hooks/use-route.ts';
import { attentionText, connectionOf, gravestFirst } from '../../model/attention.ts';

const TONES = { error: 'bad', warning: 'warning', info: 'info' } as const;

export function AttentionList({ snapshot }: { readonly snapshot: AdminSnapshot }) {
  const { t, locale } = usePreferences();
  if (snapshot.attention.length === 0) return null;
  return (
    <div className="stack stack--tight">
      {gravestFirst(snapshot.attention).map((attention) => {
        const { title, detail, hint } = attentionText(attention, snapshot, locale, t);
        const connection = connectionOf(attention, snapshot);
        const action = connection !== undefined && (
          <Button onClick={() => navigate('brokers', connection.id)}>{t('overview.details')}</Button>
        );
        return (
          <Notice key={attention.id} tone={TONES[attention.severity]} title={title} action={action}>
            {detail} {hint}
          </Notice>
        );
      })}
    </div>
  );
}
