/** Puts the handlers of all domains together and tells the page what changes. */
import { join } from 'node:path';
import { app, clipboard, dialog, shell } from 'electron';
import { createAutostart } from '../autostart.ts';
import { adminHandlers } from '../ipc/admin-handlers.ts';
import { clientsHandlers } from '../ipc/clients-handlers.ts';
import { policyHandlers } from '../ipc/policy-handlers.ts';
import { profilesHandlers } from '../ipc/profiles-handlers.ts';
import { registerHandlers } from '../ipc/register.ts';
import { settingsHandlers } from '../ipc/settings-handlers.ts';
import { sidecarHandlers } from '../ipc/sidecar-handlers.ts';
import { systemHandlers } from '../ipc/system-handlers.ts';
import { updatesHandlers } from '../ipc/updates-handlers.ts';
import { describeSettings } from '../storage/describe-settings.ts';
import type { Updater } from '../updates/updater.ts';
import type { MainWindow } from '../window/main-window.ts';
import type { MessageKey } from '../i18n/en.ts';
import { aboutProgram, collectDiagnostics } from './collect-diagnostics.ts';
import type { Server } from './open-server.ts';
import type { Storage } from './open-storage.ts';

interface HandlerDeps {
  readonly storage: Storage;
  readonly server: Server;
  readonly updater: Updater;
  readonly window: MainWindow;
  readonly openLogs: () => Promise<void>;
  readonly installUpdate: () => void;
}

export function offerHandlers({ storage, server, updater, window, openLogs, installUpdate }: HandlerDeps): void {
  const { settings, profiles, policy, secrets, logBook, attention, t } = storage;
  const { supervisor, relay, clients, changePort } = server;
  const log = logBook.scope('bridge');
  const autostart = createAutostart();
  const describe = () => describeSettings(settings.current, { applied: server.appliedSettings(), autostartAvailable: autostart.available });

  const askWhereToSave = async (title: MessageKey, name: string, ending: string): Promise<string | null> => {
    const { canceled, filePath } = await dialog.showSaveDialog({
      title: t(title),
      defaultPath: join(app.getPath('downloads'), `${name}.${ending}`),
      filters: [{ name: ending.toUpperCase(), extensions: [ending] }],
    });
    return canceled || filePath === '' ? null : filePath;
  };

  registerHandlers({
    handlers: {
      ...adminHandlers({
        relay,
        logBook,
        attention,
        askWhereToSave: (format) => askWhereToSave('save.activity', 'mqttx-activity', format),
      }),
      ...sidecarHandlers({ supervisor, changePort }),
      ...clientsHandlers(clients, logBook.scope('clients')),
      ...profilesHandlers({ profiles, secrets, supervisor }),
      ...policyHandlers(policy),
      ...settingsHandlers({ settings, autostart, describe, changePort }),
      ...updatesHandlers(updater, installUpdate),
      ...systemHandlers({
        about: aboutProgram,
        copyText: (text) => clipboard.writeText(text),
        openExternal: (url) => shell.openExternal(url),
        openLogsFolder: openLogs,
        quit: () => app.quit(),
        collectDiagnostics: () => collectDiagnostics({ storage, server, updater, settings: describe() }),
        askWhereToSave: () => askWhereToSave('save.diagnostics', 'mqttx-sse-server-diagnostics', 'json'),
      }),
    },
    onBug: (channel, error) => log.error(`"${channel}" failed`, error),
    onIntruder: (channel, url) => log.error(`"${channel}" was asked by ${url === '' ? 'a frame that has gone' : url} and refused`),
  });

  supervisor.onState((state) => {
    window.send('sidecar.stateChanged', state);
    window.send('settings.changed', describe());
  });
  settings.onChange(() => window.send('settings.changed', describe()));
  policy.onChange((changed) => window.send('policy.changed', changed));
  updater.onState((state) => window.send('updates.stateChanged', state));
}
