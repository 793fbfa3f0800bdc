/**
 * `npm start [-- --desktop | --headless | flags of the server]`: the product as its user sees it. The desktop where Electron and a
 * display are there; else the server alone, in this very process, and one line that says why.
 */
import { existsSync } from 'node:fs';
import { FILE_NAMES } from '../sidecar/config/find-file.ts';
import { chooseSurface } from './start/choose-surface.ts';
import { provideClientScript } from './start/client-script.ts';
import { buildDashboardIfMissing } from './start/dashboard-build.ts';
import { fetchElectron, findElectron } from './start/electron-program.ts';
import { runChild } from './bootstrap/run-child.mjs';
import { root } from './root.ts';

const { surface, why, args } = chooseSurface({
  args: process.argv.slice(2),
  platform: process.platform,
  env: process.env,
  hasElectron: findElectron() !== undefined,
  isRoot: process.getuid?.() === 0,
  configFile: FILE_NAMES.find((name) => existsSync(name)),
});
if (why !== undefined) console.log(why);
if (surface === 'desktop') {
  process.exitCode = await openDesktop();
} else {
  await buildDashboardIfMissing();
  await provideClientScript();
  process.argv.splice(2, Infinity, ...args);
  await import('../sidecar/main.ts');
}

async function openDesktop(): Promise<number> {
  if (findElectron() === undefined) await fetchElectron();
  const electron = findElectron();
  if (electron === undefined) {
    console.error('Electron could not be fetched; its words stand above. npm start -- --headless runs the server without it.');
    return 1;
  }
  console.log('Building the desktop …');
  const built = await runChild(process.execPath, ['scripts/build.ts'], { cwd: root });
  return built === 0 ? runChild(electron, [root], { cwd: root }) : built;
}
