/** The few things of the desktop that a page cannot do by itself: clipboard, links, the folder of the logs, bug reports, quitting. */
import { writeFile } from 'node:fs/promises';
import { AppError } from '../../../sidecar/errors.ts';
import type { About } from '../../shared/ipc/system.ts';
import { isOpenable } from '../window/dashboard-url.ts';
import type { HandlersOf } from './handlers.ts';

interface SystemParts {
  readonly about: () => About;
  readonly copyText: (text: string) => Promise<void>;
  readonly openExternal: (url: string) => Promise<void>;
  readonly openLogsFolder: () => Promise<void>;
  readonly quit: () => void;
  readonly collectDiagnostics: () => Promise<string>;
  /** Null when the person changed their mind. */
  readonly askWhereToSave: () => Promise<string | null>;
}

export function systemHandlers(parts: SystemParts): HandlersOf<'system'> {
  return {
    'system.about': () => parts.about(),
    'system.copyText': ({ text }) => parts.copyText(text),
    'system.openExternal': ({ url }) => {
      if (!isOpenable(url)) throw new AppError('link-refused', `${url} is not opened.`);
      return parts.openExternal(url);
    },
    'system.openLogsFolder': () => parts.openLogsFolder(),
    'system.quit': () => parts.quit(),
    'system.saveDiagnostics': async () => {
      const file = await parts.askWhereToSave();
      if (file !== null) await writeFile(file, await parts.collectDiagnostics());
      return { file };
    },
  };
}
