/**
 * Keeps every web contents of the program where it belongs: no navigation away, no further windows, no permissions, no embedded
 * contents. A link to the web goes to the system's browser.
 */
import { app, session, shell } from 'electron';
import type { AppLog } from '../diagnostics/log-book.ts';
import { isDashboardUrl, isOpenable } from './dashboard-url.ts';

export function confineAll(log: AppLog): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (isDashboardUrl(event.url)) return;
      event.preventDefault();
      log.warn(`The page was kept from going to ${event.url}`);
    });
    contents.on('will-redirect', (event) => {
      if (!isDashboardUrl(event.url)) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      if (isOpenable(url)) void shell.openExternal(url);
      else log.warn(`The page was kept from opening ${url}`);
      return { action: 'deny' };
    });
  });
}

/** Nothing that a page can ask for is needed: copying goes over the bridge. Needs a program that is ready. */
export function denyPermissions(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
}
