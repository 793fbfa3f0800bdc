/**
 * Does what electron-builder starts Wine for: takes the uninstaller out of the half-built installer, which on Windows
 * would write it when run. Called by `tools/wine` with the installer's path.
 */
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { loadFromBuilderLibrary } from '../builder-library.ts';

const reader = z.object({
  UninstallerReader: z.custom<{ exec(installer: string, uninstaller: string): Promise<void> }>((value) => typeof value === 'function'),
});

const { UninstallerReader } = reader.parse(loadFromBuilderLibrary('out/targets/nsis/nsisUtil.js'));

const installer = process.argv[2] ?? '';
const uninstaller = installer.replace(/exe$/, '__uninstaller.exe');
try {
  await UninstallerReader.exec(installer, uninstaller);
} catch (error) {
  // Reading relies on how the official makensis lays installers out; another one's may differ.
  console.error(`${installer}: no uninstaller found in it, a placeholder takes its place.`, error);
  writeFileSync(uninstaller, 'MZ');
}
