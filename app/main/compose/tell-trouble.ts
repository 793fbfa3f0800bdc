/** Notifications of what a person has to decide: the server gave up, or its port is taken. The window shows both at length. */
import type { SidecarState } from '../../shared/ipc/sidecar.ts';
import { crashText } from '../i18n/crash-text.ts';
import type { Translate } from '../i18n/translate.ts';
import type { Notify } from '../notify.ts';

interface TroubleParts {
  readonly notify: Notify;
  readonly t: Translate;
  readonly open: () => void;
  /** The person looks at the window already. */
  readonly isWatching: () => boolean;
}

/** @returns what hears of every state */
export function tellTrouble({ notify, t, open, isWatching }: TroubleParts): (state: SidecarState) => void {
  let told = 0;
  return (state) => {
    // One notice a trouble: a state that is told again (a free port was found) began at the same moment.
    if (state.since === told || isWatching()) return;
    if (state.name === 'port-blocked') {
      told = state.since;
      notify({ title: t('blocked.title', { port: state.port }), body: whoBlocks(state, t), onClick: open });
    } else if (state.name === 'crashed' && state.nextTryAt === null) {
      told = state.since;
      notify({ title: t('gave-up.title'), body: [crashText(state.reason, t), ...state.lastLines.slice(-2)].join('\n'), onClick: open });
    }
  };
}

function whoBlocks({ holder }: Extract<SidecarState, { name: 'port-blocked' }>, t: Translate): string {
  if (holder.kind === 'sidecar') return t('blocked.by-sidecar', { version: holder.version });
  return holder.kind === 'program' ? t('blocked.by-program', { name: holder.name, pid: holder.pid }) : t('blocked.by-unknown');
}
