/** What the sidecar died of, in words: for notifications and the log. */
import type { CrashReason } from '../../shared/ipc/sidecar.ts';
import type { Translate } from './translate.ts';

export function crashText(reason: CrashReason, t: Translate): string {
  switch (reason.kind) {
    case 'exit':
      return t(`crash.${reason.end}`, { code: reason.code });
    case 'not-ready':
      return t('crash.not-ready', { seconds: reason.seconds });
    case 'refused':
      return `${reason.failure.message} ${reason.failure.hint}`.trim();
  }
}
