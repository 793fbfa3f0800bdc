/**
 * Packs an app with electron-builder where nothing can be downloaded:
 *
 *     node test/electron-host/packaging/pack.ts [--project DIR] [--config FILE] [--output DIR] TARGET…
 *
 * A target is `linux:dir`, `linux:deb`, `win:nsis`, `mac:zip` and the like; without any it is `linux:dir`. The Linux
 * packages start, on the test host; those for Windows and macOS prove the configuration and are never to be shipped.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type System, writeElectronDist } from './electron-dist.ts';
import { prepareToolset } from './toolset.ts';

const require = createRequire(import.meta.url);

interface PackOptions {
  readonly project: string;
  /** electron-builder's configuration; without one it looks for its own default name in the project. */
  readonly config: string | undefined;
  readonly output: string;
  readonly targets: readonly { readonly system: System; readonly target: string }[];
}

/** Settings that only make sense without a network, so they stand here and not in the app's configuration. */
const OVERRIDES: Readonly<Record<System, readonly string[]>> = {
  linux: ['-c.toolsets.appimage=1.0.3'],
  win: ['-c.win.signAndEditExecutable=false', '-c.nsis.installerLanguages=en_US'],
  // The string `null` means no signing to electron-builder.
  mac: ['-c.mac.identity=null', '-c.mac.notarize=false'],
};

export function packArguments(system: System, dist: string, version: string, { project, config, output, targets }: PackOptions): string[] {
  return [
    `--${system}`,
    ...targets.filter((entry) => entry.system === system).map(({ target }) => target),
    '--x64',
    '--publish=never',
    `--projectDir=${project}`,
    ...(config === undefined ? [] : [`--config=${config}`]),
    `-c.directories.output=${output}`,
    `-c.electronDist=${dist}`,
    `-c.electronVersion=${version}`,
    ...OVERRIDES[system],
  ];
}

/** @throws Error when a package could not be made */
export function pack(options: PackOptions): void {
  const scratch = mkdtempSync(join(tmpdir(), 'pack-'));
  try {
    const { version } = z.object({ version: z.string() }).parse(require('electron/package.json'));
    const env = { ...process.env, ...prepareToolset(join(scratch, 'tools')) };
    const cli = require.resolve('electron-builder/cli.js');
    for (const system of new Set(options.targets.map((entry) => entry.system))) {
      const dist = join(scratch, `electron-${system}`);
      writeElectronDist(system, dist, version);
      const { status } = spawnSync(process.execPath, [cli, ...packArguments(system, dist, version, options)], { env, stdio: 'inherit' });
      if (status !== 0) throw new Error(`electron-builder could not pack for ${system} (exit code ${status}). See its output above.`);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const target = z.templateLiteral([z.enum(['linux', 'win', 'mac']), ':', z.string()]);

function parseCommandLine(args: string[]): PackOptions {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { project: { type: 'string', default: '.' }, config: { type: 'string' }, output: { type: 'string', default: 'release' } },
  });
  const targets = (positionals.length > 0 ? positionals : ['linux:dir']).map((text) => {
    const [system, kind] = target.parse(text).split(':');
    return { system: z.enum(['linux', 'win', 'mac']).parse(system), target: kind ?? 'dir' };
  });
  const config = values.config === undefined ? undefined : resolve(values.config);
  return { project: resolve(values.project), config, output: resolve(values.output), targets };
}

if (import.meta.main) pack(parseCommandLine(process.argv.slice(2)));
