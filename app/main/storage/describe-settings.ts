/** The settings as the page may see them: without the token, with what only this moment knows. Pure. */
import { isDeepStrictEqual } from 'node:util';
import type { Settings } from '../../shared/ipc/settings.ts';
import type { StoredSettings } from './stored-settings.ts';

interface Moment {
  /** What the running sidecar was started with; undefined when none of ours runs. */
  readonly applied: StoredSettings | undefined;
  readonly autostartAvailable: boolean;
}

export function describeSettings(stored: StoredSettings, { applied, autostartAvailable }: Moment): Settings {
  const { token, closeHintShown: _hint, window: _window, ...shown } = stored;
  return { ...shown, hasToken: token !== null, restartNeeded: applied !== undefined && differs(stored, applied), autostartAvailable };
}

/** In anything that the sidecar is told at its start. */
function differs(stored: StoredSettings, applied: StoredSettings): boolean {
  return !isDeepStrictEqual(toldToSidecar(stored), toldToSidecar(applied));
}

function toldToSidecar({ port, limits, tokenRequired, token }: StoredSettings): unknown[] {
  return [port, limits, tokenRequired ? token : null];
}
