/**
 * The command by which a client that knows commands only starts this program as its way to the sidecar (stdio-mode.ts). It stands
 * in that client's settings for as long as the program is installed, so it names nothing that changes: no port, no token. Pure.
 */
import type { Launch } from '../../../sidecar/clients/types.ts';

/** Carries standard input and output to the sidecar; no window, no tray. */
export const STDIO = '--stdio';
/** Given to the start of the program for a client that needs its sidecar: no window comes up. */
export const IN_BACKGROUND = '--in-background';

/** Where its data are, and that the system has no sandbox for it. */
export const PASSED_ON = ['user-data-dir', 'no-sandbox'] as const;

interface ProgramFacts {
  readonly executable: string;
  readonly isPackaged: boolean;
  readonly appPath: string;
  /** What this start was told that another one has to be told as well (PASSED_ON). */
  readonly switches: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly mode: string;
}

/** Undefined where no command would reach the program. */
export function programCommand({ executable, isPackaged, appPath, switches, env, mode }: ProgramFacts): Launch | undefined {
  // The portable program unpacks itself into another folder at each start, and hands no input on.
  if (env['PORTABLE_EXECUTABLE_FILE'] !== undefined) return undefined;
  return {
    // An AppImage runs from a mount point that is another one each time.
    command: env['APPIMAGE'] ?? executable,
    args: [...switches, ...(isPackaged ? [] : [appPath]), mode],
  };
}
