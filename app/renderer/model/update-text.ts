/** How an update stands, in words. Pure. */
import type { UpdateState } from '../../shared/ipc/system.ts';
import { formatExact } from '../format/time.ts';
import type { Translate } from '../i18n/translate.ts';

export interface UpdateText {
  readonly title: string;
  readonly detail: string;
}

export function updateText(state: UpdateState, t: Translate, locale: string): UpdateText {
  switch (state.name) {
    case 'idle':
      return {
        title: state.checkedAt === null ? t('updates.never') : t('updates.current'),
        detail: state.checkedAt === null ? '' : t('updates.checkedAt', { time: formatExact(state.checkedAt, locale) }),
      };
    case 'checking':
      return { title: t('updates.checking'), detail: '' };
    case 'available':
      return { title: t('updates.available', { version: state.version }), detail: state.notes };
    case 'downloading':
      return { title: t('updates.downloading', { version: state.version, percent: String(Math.round(state.percent)) }), detail: '' };
    case 'ready':
      return { title: t('updates.ready', { version: state.version }), detail: t('updates.readyText') };
    case 'failed':
      return { title: state.message, detail: state.hint };
    case 'elsewhere':
      return { title: t('updates.elsewhere', { by: state.by }), detail: '' };
  }
}
