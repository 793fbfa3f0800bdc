/**
 * Starting at login: asked for, never forced. macOS and Windows keep a list of their own; on Linux it is a desktop file in the
 * user's autostart folder (Desktop Application Autostart Specification). A development tree is never entered anywhere.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { app } from 'electron';
import writeFileAtomic from 'write-file-atomic';
import { AppError } from '../../sidecar/errors.ts';
import { canStartAtLogin, desktopEntry } from './autostart-entry.ts';

/** Given to a start at login, which shows no window when the settings say so. */
export const AT_LOGIN = '--at-login';

/** The installer's script removes the entry of this name from the Registry. */
const NAME = 'mqttx-sse-server';

export interface Autostart {
  readonly available: boolean;
  /** @throws AppError `autostart-failed` */
  set(enabled: boolean): Promise<void>;
}

export function createAutostart(): Autostart {
  const { platform } = process;
  if (platform === 'linux') return linuxAutostart();
  const options = { name: NAME, args: [AT_LOGIN] };
  return {
    available: canStartAtLogin({ isPackaged: app.isPackaged, env: process.env }),
    set(enabled) {
      app.setLoginItemSettings({ openAtLogin: enabled, ...(platform === 'win32' ? options : {}) });
      return Promise.resolve();
    },
  };
}

function linuxAutostart(): Autostart {
  const file = join(app.getPath('appData'), 'autostart', `${NAME}.desktop`);
  return {
    available: canStartAtLogin({ isPackaged: app.isPackaged, env: process.env }),
    async set(enabled) {
      try {
        if (!enabled) {
          await rm(file, { force: true });
          return;
        }
        // An AppImage runs from a mount point that is another one each time.
        const entry = desktopEntry({ name: app.name, executable: process.env['APPIMAGE'] ?? process.execPath, argument: AT_LOGIN });
        await mkdir(dirname(file), { recursive: true });
        if ((await readFile(file, 'utf8').catch(() => '')) !== entry) await writeFileAtomic(file, entry);
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new AppError('autostart-failed', `The file ${file} could not be ${enabled ? 'written' : 'removed'}: ${why}.`, { cause });
      }
    },
  };
}
