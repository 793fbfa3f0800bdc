/**
 * What stands in the place of Electron's three downloads, as `electronDist` of electron-builder. On Linux it is the test
 * host, so that a packed app starts; for Windows and macOS it is just enough for the packer to do its work on.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultFuseWire } from './fuse-wire.ts';
import { electronExe } from './windows/electron-exe.ts';

export type System = 'linux' | 'win' | 'mac';

const HOST = join(import.meta.dirname, '../runtime/electron');

/** Fills `folder`. */
export function writeElectronDist(system: System, folder: string, version: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'LICENSE'), "In the place of Electron's license.\n");
  writeFileSync(join(folder, 'LICENSES.chromium.html'), "<!doctype html><title>In the place of Chromium's licenses</title>\n");
  writeFileSync(join(folder, 'version'), version);
  if (system === 'mac') writeMacApp(folder, version);
  else writeFlat(folder, system === 'win' ? ['electron.exe', electronExe(version)] : ['electron', linuxLauncher()]);
}

function writeFlat(folder: string, [name, executable]: readonly [string, Buffer]): void {
  for (const part of ['resources', 'locales']) mkdirSync(join(folder, part), { recursive: true });
  writeFileSync(join(folder, 'locales/en-US.pak'), '');
  writeFileSync(join(folder, name), executable, { mode: 0o755 });
}

/** Starts the host of this checkout: a packed app cannot carry it along, since it needs the project's packages. */
function linuxLauncher(): Buffer {
  const script = `#!/bin/sh\nELECTRON_HOST_EXECUTABLE=$(readlink -f "$0") exec '${HOST}' "$@"\n`;
  return Buffer.concat([Buffer.from(`${script}# `), defaultFuseWire(), Buffer.from('\n')]);
}

const HELPERS = ['', ' (GPU)', ' (Plugin)', ' (Renderer)'];

function writeMacApp(folder: string, version: string): void {
  const contents = join(folder, 'Electron.app/Contents');
  writeBundle(contents, 'Electron', version);
  for (const kind of HELPERS) {
    const name = `Electron Helper${kind}`;
    writeBundle(join(contents, 'Frameworks', `${name}.app`, 'Contents'), name, version);
  }
  const framework = join(contents, 'Frameworks/Electron Framework.framework');
  // Where it looks for languages to leave out; folders without a file are not copied.
  for (const resources of ['Resources', 'Versions/A/Resources']) {
    mkdirSync(join(framework, resources, 'en.lproj'), { recursive: true });
    writeFileSync(join(framework, resources, 'en.lproj/locale.pak'), '');
  }
  // electron-builder looks for the fuses in the framework, not in the executable.
  writeFileSync(join(framework, 'Electron Framework'), defaultFuseWire(), { mode: 0o755 });
}

function writeBundle(contents: string, name: string, version: string): void {
  mkdirSync(join(contents, 'MacOS'), { recursive: true });
  mkdirSync(join(contents, 'Resources'), { recursive: true });
  writeFileSync(join(contents, 'MacOS', name), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  const entries = {
    CFBundleExecutable: name,
    CFBundleIdentifier: `com.github.${name.replaceAll(/\W+/g, '.')}`,
    CFBundleName: name,
    CFBundleDisplayName: name,
    CFBundlePackageType: 'APPL',
    CFBundleVersion: version,
    CFBundleShortVersionString: version,
  };
  const lines = Object.entries(entries).map(([key, value]) => `<key>${key}</key><string>${value}</string>`);
  const header =
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">';
  writeFileSync(join(contents, 'Info.plist'), `${header}\n<plist version="1.0"><dict>\n${lines.join('\n')}\n</dict></plist>\n`);
}
