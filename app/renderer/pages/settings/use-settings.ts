/** The desktop's settings, followed as they change. */
import { useCallback } from 'react';
import type { Settings, SettingsChange } from '../../../shared/ipc/settings.ts';
import type { Failure } from '../../../shared/ipc/result.ts';
import { useDesktop } from '../../context/api.tsx';
import { type Action, useAction } from '../../hooks/use-action.ts';
import { useResource } from '../../hooks/use-resource.ts';

export interface SettingsState {
  /** Null in a browser and until the first answer. */
  readonly settings: Settings | null;
  readonly error: Failure | null;
  readonly change: Action<[SettingsChange]>;
}

export function useSettings(): SettingsState {
  const desktop = useDesktop();
  const { value, error, set } = useResource(desktop?.settings.read, desktop?.settings.onChange);
  const apply = useCallback(
    async (change: SettingsChange) => {
      if (desktop !== undefined) set(await desktop.settings.change(change));
    },
    [desktop, set],
  );
  return { settings: value, error, change: useAction(apply) };
}
