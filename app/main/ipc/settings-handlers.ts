/** The settings for the page. What a change means for the rest of the program is done by those who listen to the settings. */
import type { Reconfiguration } from '../../../sidecar/clients/schemas.ts';
import type { Settings, SettingsChange } from '../../shared/ipc/settings.ts';
import type { Autostart } from '../autostart.ts';
import type { SettingsStore } from '../storage/settings-store.ts';
import type { HandlersOf } from './handlers.ts';

interface SettingsParts {
  readonly settings: SettingsStore;
  readonly autostart: Autostart;
  readonly describe: () => Settings;
  readonly changePort: (port: number) => Promise<Reconfiguration>;
}

export function settingsHandlers({ settings, autostart, describe, changePort }: SettingsParts): HandlersOf<'settings'> {
  return {
    'settings.read': () => describe(),
    'settings.change': async (change) => {
      const { port, autostart: atLogin, ...others } = withoutUndefined(change);
      // First what may fail, so that nothing is kept that did not happen.
      if (typeof atLogin === 'boolean') await autostart.set(atLogin);
      await settings.change({ ...others, ...(atLogin === undefined ? {} : { autostart: atLogin }) });
      if (port !== undefined && port !== settings.current.port) await changePort(port);
      return describe();
    },
    'settings.renewToken': async () => ({ token: await settings.renewToken() }),
  };
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** A key that is there without a value means no change either. */
function withoutUndefined(change: SettingsChange): Given<SettingsChange> {
  const { port, autostart, startMinimised, updates, theme, language, limits, firstRunDone, tokenRequired } = change;
  return {
    ...(port !== undefined && { port }),
    ...(autostart !== undefined && { autostart }),
    ...(startMinimised !== undefined && { startMinimised }),
    ...(updates !== undefined && { updates }),
    ...(theme !== undefined && { theme }),
    ...(language !== undefined && { language }),
    ...(limits !== undefined && { limits }),
    ...(firstRunDone !== undefined && { firstRunDone }),
    ...(tokenRequired !== undefined && { tokenRequired }),
  };
}
