/**
 * Changes to `process` that make Node look like Electron's main process.
 */
import type { AppLocation } from './app-location.ts';

interface Face {
  readonly executable: string;
  readonly args: readonly string[];
  readonly versions: Readonly<Record<string, string | undefined>> & { readonly electron: string; readonly chrome: string };
  readonly location: AppLocation;
}

export function lookLikeElectron({ executable, args, versions, location }: Face): void {
  delete process.env.ELECTRON_HOST_EXECUTABLE;
  process.argv = [executable, ...args];
  process.execPath = executable;
  const readOnly = (value: unknown): PropertyDescriptor => ({ value, enumerable: true });
  Object.defineProperties(process, {
    type: readOnly('browser'),
    // True where the app was named on the command line, absent in a packaged app.
    defaultApp: readOnly(location.isPackaged ? undefined : true),
    resourcesPath: { ...readOnly(location.resourcesPath), writable: true },
  });
  Object.defineProperties(process.versions, { electron: readOnly(versions.electron), chrome: readOnly(versions.chrome) });
}

/** Ends the host when the test runner that started it has gone, so that a killed run leaves nothing behind. */
export function endWithParent(): void {
  const parent = process.ppid;
  const timer = setInterval(() => process.ppid !== parent && process.exit(1), 1000);
  timer.unref();
}
