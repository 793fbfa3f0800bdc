/** Updates for the page. Installing is quitting, so it goes the way of quitting. */
import type { Updater } from '../updates/updater.ts';
import type { HandlersOf } from './handlers.ts';

export function updatesHandlers(updater: Updater, install: () => void): HandlersOf<'updates'> {
  return {
    'updates.state': () => updater.state,
    'updates.check': () => updater.check(),
    'updates.download': () => updater.download(),
    'updates.install': () => install(),
  };
}
