/** The desktop's settings, followed as they change; null in a browser and until the first answer. */
import { useCallback, useEffect, useState } from 'react';
import type { Settings, SettingsChange } from '../../../shared/ipc/settings.ts';
import { useDesktop } from '../../context/api.tsx';
import { type Action, useAction } from '../../hooks/use-action.ts';

export interface SettingsState {
  readonly settings: Settings | null;
  readonly change: Action<[SettingsChange]>;
}

export function useSettings(): SettingsState {
  const desktop = useDesktop();
  const [settings, setSettings] = useState<Settings | null>(null);

  useEffect(() => {
    if (desktop === undefined) return undefined;
    desktop.settings.read().then(setSettings, () => undefined);
    return desktop.settings.onChange(setSettings);
  }, [desktop]);

  const apply = useCallback(
    async (change: SettingsChange) => {
      if (desktop !== undefined) setSettings(await desktop.settings.change(change));
    },
    [desktop],
  );
  return { settings, change: useAction(apply) };
}
