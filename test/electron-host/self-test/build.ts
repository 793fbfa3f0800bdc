/**
 * Builds the probe app into `out/`, in the shapes in which a packaged app has them: main and sidecar as single ES
 * modules, the preload as one CommonJS file, the renderer for the browser.
 */
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type BuildOptions } from 'esbuild';

const APP = join(import.meta.dirname, 'app');
export const OUT = join(import.meta.dirname, 'out');

const common = { bundle: true, logLevel: 'warning', external: ['electron'], absWorkingDir: APP } satisfies BuildOptions;

// Dependencies that are CommonJS call `require`, which an ES module has to make for itself.
const requireBanner =
  "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);";
const node = { ...common, platform: 'node', format: 'esm', target: 'node24', banner: { js: requireBanner } } satisfies BuildOptions;
const browser = { ...common, platform: 'browser', target: 'chrome140' } satisfies BuildOptions;

export async function buildProbe(): Promise<void> {
  rmSync(OUT, { recursive: true, force: true });
  await Promise.all([
    build({ ...node, entryPoints: ['main/index.ts'], outfile: join(OUT, 'main/index.js') }),
    build({ ...node, entryPoints: ['sidecar/index.ts'], outfile: join(OUT, 'sidecar/index.js') }),
    build({ ...browser, format: 'cjs', entryPoints: ['preload/index.ts'], outfile: join(OUT, 'preload/index.cjs') }),
    build({ ...browser, format: 'esm', entryPoints: ['renderer/main.ts'], outfile: join(OUT, 'renderer/main.js') }),
  ]);
  cpSync(join(APP, 'renderer/index.html'), join(OUT, 'renderer/index.html'));
  const manifest = { name: 'probe', productName: 'Probe', version: '1.2.3', type: 'module', main: 'main/index.js' };
  writeFileSync(join(OUT, 'package.json'), JSON.stringify(manifest));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildProbe();
