/**
 * Finds the app: in `resources/` beside the executable when it is packaged, else where the command line says.
 */
import { existsSync, mkdtempSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { extractAsar } from './asar.ts';

const packageFile = z.object({
  name: z.string().optional(),
  productName: z.string().optional(),
  version: z.string().optional(),
  main: z.string().optional(),
});

export interface AppLocation {
  /** The folder of the app. */
  readonly appPath: string;
  /** The module to run. */
  readonly main: string;
  readonly name: string;
  readonly version: string;
  readonly isPackaged: boolean;
  readonly resourcesPath: string;
  /** A folder to remove at the end. */
  readonly scratch: string | undefined;
}

/** @throws Error when there is no app at all */
export function locateApp(executable: string, appArgument: string | undefined): AppLocation {
  const resourcesPath = join(dirname(executable), 'resources');
  const archive = join(resourcesPath, 'app.asar');
  if (existsSync(archive)) {
    const scratch = unpack(archive);
    return { ...describe(join(scratch, 'app.asar')), isPackaged: true, resourcesPath, scratch };
  }
  const folder = join(resourcesPath, 'app');
  if (existsSync(join(folder, 'package.json'))) return { ...describe(folder), isPackaged: true, resourcesPath, scratch: undefined };
  if (appArgument === undefined) throw new Error('No app given. Name the folder or the main module of an app.');
  return { ...describe(resolve(appArgument)), isPackaged: false, resourcesPath, scratch: undefined };
}

/** Plain Node cannot read inside an archive, so a packaged app runs from a copy whose paths end alike. */
function unpack(archive: string): string {
  const scratch = mkdtempSync(join(tmpdir(), 'electron-host-asar-'));
  extractAsar(archive, join(scratch, 'app.asar'));
  if (existsSync(`${archive}.unpacked`)) symlinkSync(`${archive}.unpacked`, join(scratch, 'app.asar.unpacked'));
  return scratch;
}

function describe(path: string): Pick<AppLocation, 'appPath' | 'main' | 'name' | 'version'> {
  const isFolder = statSync(path).isDirectory();
  const appPath = isFolder ? path : dirname(path);
  const { name, productName, version = '0.0.0', main = 'index.js' } = readPackageFile(appPath);
  return { appPath, main: isFolder ? join(path, main) : path, name: productName ?? name ?? 'Electron', version };
}

/** That of the folder itself or of the nearest one above. */
function readPackageFile(folder: string): z.output<typeof packageFile> {
  const path = join(folder, 'package.json');
  if (existsSync(path)) return packageFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  return dirname(folder) === folder ? {} : readPackageFile(dirname(folder));
}
