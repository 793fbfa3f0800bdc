/** Builds the dashboard for a sidecar that runs from its sources, once: a server without its page would greet its user with an error. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.ts';
import { runQuietly, toolPath } from '../tool.ts';

const PAGE = join(root, 'dist', 'renderer', 'index.html');

/** The server starts without it where the build fails; why is said. */
export async function buildDashboardIfMissing(): Promise<void> {
  if (existsSync(PAGE)) return;
  console.log('Building the dashboard, because it is not there yet …');
  const { ok, output } = await runQuietly([toolPath('vite'), 'build', '--logLevel', 'warn', '--config', 'vite.renderer.config.ts']);
  if (!ok) console.error(`The dashboard could not be built, so the server starts without it:\n${output}`);
}
