/**
 * Runs an Electron app on Node and Chromium: reads Electron's command line, starts Chromium, makes `electron` resolve
 * to the host, and imports the app's own main module. Started by the `electron` launcher beside it.
 */
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { locateApp } from './app-location.ts';
import { launchChromium } from './chromium/launch.ts';
import { results } from './chromium/protocol.ts';
import { parseCommandLine } from './command-line.ts';
import { announceReady } from './api/app.ts';
import { createElectron } from './api/create-electron.ts';
import { detectLocale } from './host/locale.ts';
import { parseSettings } from './host/settings.ts';
import { Switches } from './host/switches.ts';
import { offerElectron } from './module-hooks.ts';
import { endWithParent, lookLikeElectron } from './process-face.ts';

const require = createRequire(import.meta.url);

async function boot(executable: string): Promise<void> {
  const node = process.execPath;
  const args = process.argv.slice(2);
  const commandLine = parseCommandLine(args);
  const settings = parseSettings(process.env);
  const switches = new Switches(commandLine.switches);
  const location = locateApp(executable, commandLine.app);
  const locale = detectLocale(switches.getSwitchValue('lang'), process.env);

  const chromium = launchChromium(settings.chromium, locale);
  process.on('exit', () => {
    chromium.kill();
    if (location.scratch !== undefined) rmSync(location.scratch, { recursive: true, force: true });
  });
  chromium.onExit(() => process.exit(1));
  const endpoint = await chromium.endpoint;
  const { product } = await chromium.connection.browser.ask('Browser.getVersion', {}, results.version);
  const versions = { ...process.versions, electron: electronVersion(), chrome: product.replace(/^[^/]*\//, '') };

  lookLikeElectron({ executable, args, versions, location });
  const host = createElectron({
    facts: { ...location, executable },
    settings,
    switches,
    locale,
    connection: chromium.connection,
    chromiumPid: chromium.pid ?? 0,
    versions,
    node,
    exitProcess: (code) => process.exit(code),
  });
  process.on('exit', () => host.killChildren());
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => host.app.quit());
  Object.assign(globalThis, { __electronHost: host.seam });
  offerElectron(host.electron);

  for (const module of commandLine.preloads) require(resolve(module));
  await chromium.connection.browser.send('Target.setDiscoverTargets', { discover: true });
  // Playwright reads this line, then connects.
  if (switches.hasSwitch('remote-debugging-port')) {
    process.stderr.write(`\nDevTools listening on ${endpoint}\n`);
    endWithParent();
  }
  await import(pathToFileURL(location.main).href);
  setImmediate(() => announceReady(host.app, host.lifecycle));
}

/** That of the `electron` package, whose interface the host stands in for. */
function electronVersion(): string {
  return z.object({ version: z.string() }).parse(require('electron/package.json')).version;
}

boot(process.env.ELECTRON_HOST_EXECUTABLE ?? resolve(import.meta.dirname, 'electron')).catch((error: unknown) => {
  console.error('A JavaScript error occurred in the main process');
  console.error(error);
  process.exit(1);
});
