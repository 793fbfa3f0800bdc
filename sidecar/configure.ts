/** `mqttx-sse-server configure …`: hands this machine, this configuration and the tools to the command that edits clients' settings. */
import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { createProcessLister } from './clients/processes.ts';
import { runConfigureCommand } from './clients/configure-command.ts';
import type { Platform } from './clients/types.ts';
import { loadSystemConfig } from './config/load-system-config.ts';
import { userConfigFolder } from './config/user-config-folder.ts';
import { describeTools } from './mcp/tools/index.ts';

/**
 * @param argv what follows `configure`
 * @param entry the file that was started, which clients that know commands only are to start as well
 * @returns the exit code
 */
export async function configure(argv: readonly string[], entry: string | undefined): Promise<number> {
  const loaded = loadSystemConfig([]);
  if (!loaded.ok) {
    process.stderr.write(`${loaded.message}\n`);
    return 1;
  }
  const { server, auth } = loaded.config;
  const platform = clientPlatform(process.platform);
  return runConfigureCommand(
    argv,
    {
      environment: { platform, home: homedir(), env: process.env },
      dataFolder: userConfigFolder(process.platform, process.env, homedir()) ?? process.cwd(),
      address: {
        ...(server.tls === undefined ? {} : { scheme: 'https' }),
        port: server.port,
        basePath: server.basePath,
        ...(auth.mode === 'token' && auth.token !== undefined ? { token: auth.token } : {}),
      },
      tools: describeTools(),
      processes: createProcessLister(platform),
      // A command that a package manager linked is named by the file behind it: the link may move with the next version of Node.
      ...(entry === undefined ? {} : { launch: { command: process.execPath, args: [realpathSync(entry), '--stdio'] } }),
    },
    {
      out: (line) => void process.stdout.write(`${line}\n`),
      err: (line) => void process.stderr.write(`${line}\n`),
    },
  );
}

/** Other systems keep their files as Linux does. */
function clientPlatform(platform: NodeJS.Platform): Platform {
  return platform === 'win32' || platform === 'darwin' ? platform : 'linux';
}
