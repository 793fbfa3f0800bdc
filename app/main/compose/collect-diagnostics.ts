/** Gathers what stands in the bundle for bug reports, and what the About box shows. */
import { release } from 'node:os';
import { app } from 'electron';
import type { Settings } from '../../shared/ipc/settings.ts';
import type { About } from '../../shared/ipc/system.ts';
import { renderDiagnostics } from '../diagnostics/bundle.ts';
import type { Updater } from '../updates/updater.ts';
import type { Server } from './open-server.ts';
import type { Storage } from './open-storage.ts';

const LOG_ENTRIES = 2000;

export function aboutProgram(): About {
  const { versions, platform } = process;
  return {
    version: app.getVersion(),
    electron: versions.electron,
    chromium: versions['chrome'] ?? '',
    node: versions.node,
    platform: platform === 'win32' || platform === 'darwin' ? platform : 'linux',
  };
}

interface Sources {
  readonly storage: Storage;
  readonly server: Server;
  readonly updater: Updater;
  readonly settings: Settings;
}

export async function collectDiagnostics({ storage, server, updater, settings }: Sources): Promise<string> {
  const { profiles, secrets, logBook, redactor } = storage;
  const parts = {
    about: aboutProgram(),
    system: {
      release: release(),
      architecture: process.arch,
      locale: app.getLocale(),
      desktop: process.env['XDG_CURRENT_DESKTOP'] ?? '',
    },
    settings,
    sidecar: server.supervisor.state,
    updates: updater.state,
    secretStorage: await secrets.describe(),
    profiles: profiles.list(),
    clients: await server.clients.list(),
    log: logBook.list({ limit: LOG_ENTRIES }),
  };
  return renderDiagnostics(parts, redactor, new Date());
}
