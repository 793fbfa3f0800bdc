/** What needs the person, the gravest first; nothing at all when nothing does. */
import type { Attention } from '../../../../sidecar/admin/schema.ts';
import { Notice } from '../../components/notice.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { textOf } from '../../i18n/failure-text.ts';

const TONES = { error: 'bad', warning: 'warning', info: 'info' } as const;
const GRAVITY = { error: 0, warning: 1, info: 2 } as const;

export function AttentionList({ attention }: { readonly attention: readonly Attention[] }) {
  const { t } = useLanguage();
  if (attention.length === 0) return null;
  const gravestFirst = attention.toSorted((a, b) => GRAVITY[a.severity] - GRAVITY[b.severity]);
  return (
    <div className="stack stack--tight">
      {gravestFirst.map(({ id, code, severity, title, detail, hint }) => (
        <Notice key={id} tone={TONES[severity]} title={textOf(`error.${code}`, t) ?? title}>
          {detail} {textOf(`hint.${code}`, t) ?? hint}
        </Notice>
      ))}
    </div>
  );
}
