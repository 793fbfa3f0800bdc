#!/usr/bin/env node
/**
 * The sidecar's entry. Started by hand: command line → configuration → start → signals; exit code 1 when it cannot start, 0
 * when it was asked to stop. Started by the desktop: everything comes over the channel to the parent.
 */
import { renderBanner } from './banner.ts';
import { renderHelp } from './config/render-help.ts';
import { loadSystemConfig } from './config/load-system-config.ts';
import type { Config } from './config/schema.ts';
import { toAppError } from './errors.ts';
import { describeTools } from './mcp/tools/index.ts';
import { handleSignals } from './observe/signals.ts';
import { waitForParent } from './parent/channel.ts';
import { runAsChild } from './parent/run-as-child.ts';
import { startSidecar } from './server.ts';
import { VERSION } from './version.ts';

const parent = waitForParent();
if (parent === undefined) process.exitCode = await main(process.argv.slice(2));
else runAsChild({ channel: parent, start: startSidecar, tools: describeTools() });

async function main(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv;
  if (command === 'configure') return (await import('./configure.ts')).configure(rest);
  const loaded = loadSystemConfig(argv);
  if (!loaded.ok) return refuse(loaded.message);
  if (loaded.flags.help) return print(renderHelp());
  if (loaded.flags.version) return print(`${VERSION}\n`);
  try {
    await serve(loaded.config);
    return 0;
  } catch (thrown) {
    return refuse(toAppError(thrown).advice);
  }
}

async function serve(config: Config): Promise<void> {
  const sidecar = await startSidecar(config);
  handleSignals({ stop: () => sidecar.stop(), log: sidecar.log });
  print(
    renderBanner({
      version: VERSION,
      mcpUrl: sidecar.urls.mcp,
      healthUrl: sidecar.urls.health,
      dashboardUrl: `${sidecar.urls.dashboard}#token=${sidecar.adminToken}`,
      defaultProfile: config.defaultProfile,
      brokerUrl: sidecar.defaultBrokerUrl,
      embedded: sidecar.embeddedBrokerUrl === sidecar.defaultBrokerUrl,
      authMode: config.auth.mode,
    }),
  );
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function refuse(text: string): number {
  process.stderr.write(`${text}\n`);
  return 1;
}
