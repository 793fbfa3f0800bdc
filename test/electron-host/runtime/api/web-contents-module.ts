/**
 * The `webContents` module: finds a page by its id, its focus, or the DevTools target that Playwright knows it by.
 */
import type { ChromiumPage } from '../chromium/page.ts';
import { guardUnknown } from '../host/guard.ts';
import type { WindowControl } from './browser-window.ts';
import type { WebContents } from './web-contents.ts';

export interface WebContentsModule {
  getAllWebContents(): WebContents[];
  getFocusedWebContents(): WebContents | null;
  fromId(id: number): WebContents | undefined;
  fromDevToolsTargetId(targetId: string): WebContents | undefined;
}

/** @param openPages the pages that are open, by the contents that they belong to */
export function createWebContentsModule(
  controls: ReadonlyMap<number, WindowControl>,
  openPages: ReadonlyMap<object, ChromiumPage>,
): WebContentsModule {
  const all = (): WebContents[] => [...controls.values()].map(({ window }) => window.webContents);
  return guardUnknown('webContents', {
    getAllWebContents: all,
    getFocusedWebContents: () => [...controls.values()].find(({ window }) => window.isFocused())?.window.webContents ?? null,
    fromId: (id) => all().find((contents) => contents.id === id),
    fromDevToolsTargetId: (targetId) => all().find((contents) => openPages.get(contents)?.targetId === targetId),
  });
}
