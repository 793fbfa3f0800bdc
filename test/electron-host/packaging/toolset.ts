/**
 * The tools that electron-builder would download, replaced by the system's own: prepares their folders and says by which
 * environment variables electron-builder finds them.
 */
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { prepareNsis, prepareNsisPlugins } from './windows/nsis-tools.ts';

const TOOLS = join(import.meta.dirname, 'tools');
const SEVEN_ZIP = '/usr/bin/7za';

/** @param folder an empty folder that lives as long as the packer runs */
export function prepareToolset(folder: string): Record<string, string> {
  const paths = { appImage: join(folder, 'appimage'), nsis: join(folder, 'nsis'), plugins: join(folder, 'nsis-resources') };
  prepareAppImage(paths.appImage);
  prepareNsis(paths.nsis);
  prepareNsisPlugins(paths.plugins);
  return {
    APPIMAGE_TOOLS_PATH: paths.appImage,
    CUSTOM_FPM_PATH: join(TOOLS, 'fpm'),
    ELECTRON_BUILDER_7ZIP_PATH: SEVEN_ZIP,
    ELECTRON_BUILDER_NSIS_DIR: paths.nsis,
    ELECTRON_BUILDER_NSIS_RESOURCES_DIR: paths.plugins,
    CSC_IDENTITY_AUTO_DISCOVERY: 'false',
    // For the stand-in of Wine.
    PATH: `${TOOLS}${delimiter}${process.env.PATH ?? ''}`,
  };
}

const RUNTIME_BYTES = 4096;

function prepareAppImage(folder: string): void {
  for (const part of ['runtimes', 'lib/x64', 'lib/arm64']) mkdirSync(join(folder, part), { recursive: true });
  for (const tool of ['mksquashfs', 'desktop-file-validate']) symlinkSync(join('/usr/bin', tool), join(folder, tool));
  // The file system that is appended must begin at the place that the runtime looks at.
  const script = readFileSync(join(TOOLS, 'appimage-runtime'));
  const filled = Buffer.concat([script, Buffer.from('#'.repeat(RUNTIME_BYTES - script.length - 1)), Buffer.from('\n')]);
  for (const architecture of ['x64', 'arm64']) {
    writeFileSync(join(folder, 'runtimes', `runtime-${architecture}`), filled);
    chmodSync(join(folder, 'runtimes', `runtime-${architecture}`), 0o755);
  }
}
