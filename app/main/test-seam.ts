/**
 * The one thing that tests cannot do from outside: Electron has no way to read or click a tray's menu. With MQTTX_SSE_TEST=1 the
 * current one stands on `globalThis.mqttxTest`; without it nothing does.
 */
import type { Menu } from 'electron';
import type { TrayItem } from './tray/tray-menu.ts';

export interface TestSeam {
  /** The tray's menu as it is now. */
  readonly trayItems: readonly TrayItem[];
  /** Chooses an item of it; throws when it is not there or grey. */
  clickTray(id: string): void;
}

export function createTestSeam(env: Readonly<Record<string, string | undefined>>): (items: readonly TrayItem[], menu: Menu) => void {
  if (env['MQTTX_SSE_TEST'] !== '1') return () => undefined;
  let shown: { readonly items: readonly TrayItem[]; readonly menu: Menu } | undefined;
  const seam: TestSeam = {
    get trayItems() {
      return shown?.items ?? [];
    },
    clickTray(id) {
      const item = shown?.menu.getMenuItemById(id);
      if (item === undefined || item === null || !item.enabled) throw new Error(`The tray has no item "${id}" that could be chosen.`);
      // Electron types it as a bare `Function`.
      Reflect.apply(item.click, item, []);
    },
  };
  Object.assign(globalThis, { mqttxTest: seam });
  return (items, menu) => {
    shown = { items, menu };
  };
}
