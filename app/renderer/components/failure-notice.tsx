/** A failure where its content would stand: what happened, and what to do. */
import type { Failure } from '../../shared/ipc/result.ts';
import { useLanguage } from '../context/preferences.tsx';
import { failureText } from '../i18n/failure-text.ts';
import { Notice } from './notice.tsx';

export function FailureNotice({ failure }: { readonly failure: Failure }) {
  const { t } = useLanguage();
  const { title, detail } = failureText(failure, t);
  return (
    <Notice tone="bad" title={title}>
      {detail}
    </Notice>
  );
}
