/** A payload as text, JSON tree or hex; opens with the most telling of the three that it can be. */
import { SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import { CopyButton } from '../../components/copy-button.tsx';
import { HexView } from '../../components/hex-view.tsx';
import { JsonTree } from '../../components/json-tree.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { viewPayload } from '../../format/payload.ts';
import './payload-view.css';

type View = 'text' | 'json' | 'hex';

export function PayloadView({ payload, isComplete }: { readonly payload: string; readonly isComplete: boolean }) {
  const { t } = useLanguage();
  const content = useMemo(() => viewPayload(payload, isComplete), [payload, isComplete]);
  const isJson = 'json' in content;
  const [chosen, setChosen] = useState<View | null>(null);
  const best: View = isJson ? 'json' : content.text === null ? 'hex' : 'text';
  const view = chosen ?? best;
  const copied = content.text ?? payload;

  return (
    <div className="payload-view">
      <div className="row">
        <SegmentedControl<View>
          aria-label={t('payload.view')}
          value={view}
          onChange={setChosen}
          data={[
            { value: 'text', label: t('payload.text'), disabled: content.text === null },
            { value: 'json', label: 'JSON', disabled: !isJson },
            { value: 'hex', label: t('payload.hex') },
          ]}
        />
        <span className="push">
          <CopyButton text={copied} label={content.text === null ? t('payload.copyBase64') : t('payload.copy')} />
        </span>
      </div>
      <div className="payload-view__content">
        {content.bytes.length === 0 ? (
          <p className="meta">{t('payload.empty')}</p>
        ) : (
          <>
            {view === 'text' && <pre className="payload-view__text mono">{content.text}</pre>}
            {view === 'json' && <JsonTree value={content.json} />}
            {view === 'hex' && <HexView bytes={content.bytes} />}
          </>
        )}
      </div>
      {!isComplete && <p className="meta">{t('payload.shortened')}</p>}
    </div>
  );
}
