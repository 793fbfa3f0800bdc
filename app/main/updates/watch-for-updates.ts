/** Looks for updates from time to time, as the person wished, and says when there is one. */
import type { PageName } from '../../shared/ipc-contract.ts';
import type { Settings } from '../../shared/ipc/settings.ts';
import type { Translate } from '../i18n/translate.ts';
import type { Notify } from '../notify.ts';
import type { Updater } from './updater.ts';

/** Not while everything else starts. */
const FIRST_MS = 30_000;
const EVERY_MS = 6 * 3_600_000;

interface WatchParts {
  readonly updater: Updater;
  readonly mode: () => Settings['updates'];
  readonly notify: Notify;
  readonly open: (page: PageName) => void;
  readonly t: Translate;
}

export function watchForUpdates({ updater, mode, notify, open, t }: WatchParts): void {
  const look = (): void => {
    if (mode() !== 'off') void updater.check();
  };
  setTimeout(look, FIRST_MS).unref();
  setInterval(look, EVERY_MS).unref();

  let told = '';
  updater.onState((state) => {
    const tell = state.name === 'ready' || (state.name === 'available' && mode() !== 'install');
    if (!tell || told === `${state.name} ${state.version}`) return;
    told = `${state.name} ${state.version}`;
    const { version } = state;
    notify({ title: t(`update.${state.name}.title`, { version }), body: t(`update.${state.name}.body`), onClick: () => open('settings') });
  });
}
