/**
 * What an app under test was really launched on, asked of its own main process. Fixtures note it on their spec after each
 * launch; reporter.ts adds the notes up. Environment variables and paths have no say in it.
 */
import type { ElectronApplication, TestInfo } from '@playwright/test';

/** The type of the annotation that carries the note. */
export const RUNTIME_NOTE = 'runtime';

export interface RuntimeFacts {
  readonly isHost: boolean;
  /** As `process.versions` has it; the host says whose interface it stands in for. */
  readonly electron: string;
  readonly executable: string;
}

export async function noteRuntime(app: ElectronApplication, info: TestInfo): Promise<void> {
  const executable = app.process().spawnfile;
  const facts = await app.evaluate(() => ({ isHost: '__electronHost' in globalThis, electron: process.versions['electron'] ?? 'unknown' }));
  info.annotations.push({ type: RUNTIME_NOTE, description: describeRuntime({ ...facts, executable }) });
}

export function describeRuntime({ isHost, electron, executable }: RuntimeFacts): string {
  return isHost ? `the test host (Node and Chromium in the place of Electron ${electron})` : `real Electron ${electron}, ${executable}`;
}
