/**
 * Updates from the project's releases: looks for one, fetches it and tells how far it is. The engine (electron-updater) is handed
 * in; installations that something else updates have none.
 */
import { AppError } from '../../../sidecar/errors.ts';
import type { Settings } from '../../shared/ipc/settings.ts';
import type { UpdateState } from '../../shared/ipc/system.ts';
import type { AppLog } from '../diagnostics/log-book.ts';
import { Listeners } from '../listeners.ts';

/** What is used of electron-updater's `autoUpdater`. */
export interface UpdateEngine {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  checkForUpdates(): Promise<unknown>;
  downloadUpdate(): Promise<unknown>;
  quitAndInstall(): void;
  on(event: 'update-available', listener: (info: UpdateFound) => void): unknown;
  on(event: 'update-not-available', listener: () => void): unknown;
  on(event: 'download-progress', listener: (progress: { percent: number; bytesPerSecond: number }) => void): unknown;
  on(event: 'update-downloaded', listener: (info: UpdateFound) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

interface UpdateFound {
  readonly version: string;
  readonly releaseNotes?: string | readonly { readonly note: string | null }[] | null;
}

export interface Updater {
  readonly state: UpdateState;
  onState(listener: (state: UpdateState) => void): () => void;
  check(): Promise<void>;
  download(): Promise<void>;
  /** Ends the program, which has to be ready for it, and installs. */
  install(): void;
}

interface UpdaterParts {
  readonly engine: UpdateEngine | { readonly elsewhere: string };
  readonly mode: () => Settings['updates'];
  readonly log: AppLog;
  readonly now?: () => number;
}

export function createUpdater({ engine, mode, log, now = Date.now }: UpdaterParts): Updater {
  const listeners = new Listeners<UpdateState>();
  let state: UpdateState = 'elsewhere' in engine ? { name: 'elsewhere', by: engine.elsewhere } : { name: 'idle', checkedAt: null };
  let version = '';

  function enter(next: UpdateState): void {
    state = next;
    listeners.tell(next);
  }

  function fail(error: unknown): void {
    if (state.name === 'failed') return;
    log.warn('The update failed', error);
    const { message, hint } = new AppError('update-failed', error instanceof Error ? error.message.split('\n')[0] : String(error));
    enter({ name: 'failed', message, hint });
  }

  /** Errors reach both the promise and the event; either will do. */
  async function attempt(action: (able: UpdateEngine) => Promise<unknown>): Promise<void> {
    if ('elsewhere' in engine) return;
    try {
      await action(engine);
    } catch (error) {
      fail(error);
    }
  }

  if (!('elsewhere' in engine)) {
    engine.autoDownload = false;
    engine.autoInstallOnAppQuit = true;
    engine.on('update-not-available', () => enter({ name: 'idle', checkedAt: now() }));
    engine.on('update-available', (found) => {
      version = found.version;
      enter({ name: 'available', version, notes: notesOf(found) });
      if (mode() === 'install') void attempt((able) => able.downloadUpdate());
    });
    engine.on('download-progress', ({ percent, bytesPerSecond }) => {
      enter({ name: 'downloading', version, percent: Math.min(100, Math.max(0, percent)), bytesPerSecond });
    });
    engine.on('update-downloaded', (found) => enter({ name: 'ready', version: found.version }));
    engine.on('error', fail);
  }

  return {
    get state() {
      return state;
    },
    onState: (listener) => listeners.add(listener),
    async check() {
      if (!['idle', 'available', 'failed'].includes(state.name)) return;
      enter({ name: 'checking' });
      await attempt((able) => able.checkForUpdates());
    },
    async download() {
      if (state.name !== 'available') return;
      enter({ name: 'downloading', version, percent: 0, bytesPerSecond: 0 });
      await attempt((able) => able.downloadUpdate());
    },
    install() {
      if (state.name === 'ready' && !('elsewhere' in engine)) engine.quitAndInstall();
    },
  };
}

/** GitHub's notes are HTML; the page shows text. */
function notesOf({ releaseNotes }: UpdateFound): string {
  const text = typeof releaseNotes === 'string' ? releaseNotes : (releaseNotes ?? []).map(({ note }) => note ?? '').join('\n');
  return text
    .replaceAll(/<\/(?:p|li|h\d)>|<br\s*\/?>/gi, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .trim();
}
