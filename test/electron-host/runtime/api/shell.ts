/**
 * The `shell` module: nothing is opened; the journal keeps what would have been.
 */
import { rm } from 'node:fs/promises';
import type { Journal } from '../host/journal.ts';

export function createShell(
  journal: Journal,
): Pick<Electron.Shell, 'beep' | 'openExternal' | 'openPath' | 'showItemInFolder' | 'trashItem'> {
  return {
    async openExternal(url) {
      journal.opened.push(url);
    },
    async openPath(path) {
      journal.opened.push(path);
      return '';
    },
    showItemInFolder(path) {
      journal.opened.push(path);
    },
    beep() {},
    /** There is no trash to bring it back from: specs hand in files of their own. */
    trashItem: (path) => rm(path, { recursive: true }),
  };
}
