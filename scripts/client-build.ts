/**
 * Provides the built browser library where it is missing or older than its source. Used by the examples and the tests in a
 * browser, which load it as the sidecar serves it; `npm run build` builds it with everything else.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.ts';
import { runQuietly, toolPath } from './tool.ts';

/** @throws with the words of the compiler when the library does not build */
export async function provideClientBuild(): Promise<void> {
  const source = join(root, 'sidecar/client');
  const newest = Math.max(...readdirSync(source).map((file) => statSync(join(source, file)).mtimeMs));
  const built = statSync(join(root, 'dist/client/script.js'), { throwIfNoEntry: false });
  if (built !== undefined && built.mtimeMs >= newest) return;
  await buildClient('vite.client-script.config.ts');
}

export async function buildClient(config: string, folder = 'dist/client'): Promise<void> {
  const command = [toolPath('vite'), 'build', '--logLevel', 'error', '--config', config, '--outDir', folder];
  const { ok, output } = await runQuietly(command);
  if (!ok) throw new Error(`The browser library does not build:\n${output}`);
}
