/** The window with the program's ways: it remembers its place, tells once that closing it is not quitting, or is, without a tray. */
import { app } from 'electron';
import type { Notify } from '../notify.ts';
import { paths } from '../paths.ts';
import type { QuitFlow } from '../quit-flow.ts';
import type { SettingsPatch } from '../storage/settings-store.ts';
import { createMainWindow, type MainWindow } from '../window/main-window.ts';
import type { Storage } from './open-storage.ts';

interface WindowDeps {
  readonly storage: Storage;
  readonly quit: QuitFlow;
  readonly hasTray: boolean;
  readonly notify: Notify;
}

export function openWindow({ storage, quit, hasTray, notify }: WindowDeps): MainWindow {
  const { settings, logBook, t } = storage;
  const keep = (change: SettingsPatch): void => {
    settings.change(change).catch((error: unknown) => logBook.scope('window').error('The settings could not be written', error));
  };
  return createMainWindow({
    preload: paths.preload,
    icon: paths.windowIcon,
    bounds: () => settings.current.window,
    onBounds: (bounds) => keep({ window: bounds }),
    mayOpen: () => !quit.isQuitting,
    mayClose() {
      if (quit.isQuitting || hasTray) return true;
      app.quit();
      return false;
    },
    onClosed() {
      if (quit.isQuitting || settings.current.closeHintShown) return;
      notify({ title: t('close-hint.title'), body: t('close-hint.body') });
      keep({ closeHintShown: true });
    },
  });
}
