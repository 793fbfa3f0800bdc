/** Builds the dashboard before the specs: they run against what ships, never against what was built some day. */
import { build } from 'vite';

// oxlint-disable-next-line import/no-default-export -- the shape that Playwright asks for
export default async function buildDashboard(): Promise<void> {
  await build({ configFile: 'vite.renderer.config.ts', logLevel: 'warn' });
}
