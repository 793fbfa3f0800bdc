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
import { isLoopbackHost } from './security/loopback.ts';
import { startSidecar, type Sidecar } from './server.ts';
import { startStdioSidecar } from './stdio-server.ts';
import { VERSION } from './version.ts';
import { boundYoungGeneration } from './young-generation.ts';

const parent = waitForParent();
if (parent === undefined) process.exitCode = await main(process.argv.slice(2));
else runAsChild({ channel: parent, start: startSidecar, tools: describeTools() });

async function main(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv;
  if (command === 'configure') return (await import('./configure.ts')).configure(rest, process.argv[1]);
  const loaded = loadSystemConfig(argv);
  if (!loaded.ok) return refuse(loaded.message);
  if (loaded.flags.help) return print(renderHelp());
  if (loaded.flags.version) return print(`${VERSION}\n`);
  try {
    if (loaded.flags.stdio) await serveStdio(loaded.config, [...loaded.sources.origins.keys()]);
    else await serve(loaded.config);
    return 0;
  } catch (thrown) {
    return refuse(toAppError(thrown).advice);
  }
}

async function serve(config: Config): Promise<void> {
  const sidecar = await startSidecar(config);
  boundYoungGeneration();
  handleSignals({ stop: () => sidecar.stop(), log: sidecar.log });
  print(banner(sidecar, config));
}

/** Standard output belongs to the protocol here; what a person may want to know goes to standard error. */
async function serveStdio(config: Config, given: readonly string[]): Promise<void> {
  const sidecar = await startStdioSidecar({
    config,
    input: process.stdin,
    output: process.stdout,
    isGiven: (setting) => given.some((path) => path === setting || path.startsWith(`${setting}.`)),
  });
  handleSignals({ stop: () => sidecar.stop(), log: sidecar.log });
  if (sidecar.listener !== undefined) process.stderr.write(banner(sidecar.listener, config));
  await sidecar.ended;
  // The client is gone: nothing that hangs may keep the process.
  setTimeout(() => process.exit(0), config.server.shutdownSeconds * 1_000).unref();
  await sidecar.stop();
}

function banner(sidecar: Sidecar, config: Config): string {
  return renderBanner({
    version: VERSION,
    mcpUrl: sidecar.urls.mcp,
    healthUrl: sidecar.urls.health,
    dashboardUrl: `${sidecar.urls.dashboard}#token=${sidecar.adminToken}`,
    defaultProfile: config.defaultProfile,
    brokerUrl: sidecar.defaultBrokerUrl,
    embedded: sidecar.embeddedBrokerUrl === sidecar.defaultBrokerUrl,
    authMode: config.auth.mode,
    isLocal: isLoopbackHost(config.server.host),
  });
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function refuse(text: string): number {
  process.stderr.write(`${text}\n`);
  return 1;
}
