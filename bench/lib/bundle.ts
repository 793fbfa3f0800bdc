/**
 * Builds the sidecar as it ships into a folder of its own, so that what is measured is the source as it stands, not what an
 * earlier build left in dist/.
 */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runQuietly, toolPath } from '../../scripts/tool.ts';
import { atExit } from './at-exit.ts';

export interface Bundle extends Disposable {
  /** The program to run. */
  readonly file: string;
  readonly folder: string;
}

export async function buildBundle(): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'mqttx-sse-bench-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const callOff = atExit(remove);
  const outDir = join(folder, 'sidecar');
  const { ok, output } = await runQuietly([toolPath('vite'), 'build', '--config', 'vite.sidecar.config.ts', '--outDir', outDir]);
  if (!ok) throw new Error(`The sidecar could not be built:\n${output}`);
  return {
    file: join(outDir, 'main.js'),
    folder,
    [Symbol.dispose]() {
      callOff();
      remove();
    },
  };
}
