/** What this system cannot do, told on the Overview page: no tray to be seen, no keyring to keep passwords in. */
import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { hasTray } from '../tray/tray-support.ts';
import type { Storage } from './open-storage.ts';

const run = promisify(execFile);

/** At login the program may be there before the desktop's own panel is. */
const PATIENCE_AT_LOGIN = 10;

interface Circumstances {
  readonly atLogin: boolean;
}

export async function tellLimitations(
  { attention, secrets, logBook, t }: Storage,
  { atLogin }: Circumstances,
): Promise<{ readonly hasTray: boolean }> {
  const log = logBook.scope('desktop');
  const tray = await lookForTray(atLogin ? PATIENCE_AT_LOGIN : 1);
  if (!tray) {
    log.warn('No tray was found; the window takes its place');
    const [title, detail, hint] = [t('no-tray.title'), t('no-tray.detail'), t('no-tray.hint')];
    attention.raise({ id: 'no-tray', severity: 'info', code: 'no-tray', title, detail, hint });
  }
  const { secure, backend } = await secrets.describe();
  if (!secure) {
    log.warn(`The system does not protect secrets (${backend})`);
    const [title, detail, hint] = [t('insecure-secrets.title'), t('insecure-secrets.detail'), t('insecure-secrets.hint')];
    attention.raise({ id: 'insecure-secrets', severity: 'warning', code: 'insecure-secrets', title, detail, hint });
  }
  return { hasTray: tray };
}

/** @param looks one a second */
async function lookForTray(looks: number): Promise<boolean> {
  const found = await hasTray(process.platform, async (program, parameters) => {
    const { stdout } = await run(program, [...parameters], { timeout: 2000 });
    return stdout;
  });
  if (found || looks <= 1) return found;
  await delay(1000);
  return lookForTray(looks - 1);
}
