/**
 * What every dashboard spec starts from: a demonstration of its own, a way to open the dashboard, and the promise that the
 * page neither logs an error nor breaks its content security policy.
 */
import { test as base, type Page } from '@playwright/test';
import { type DemoServer, startDemoServer } from '../../support/demo/demo-server.ts';
import type { DemoOptions } from '../../support/demo/demo-backend.ts';
import type { DesktopState } from '../../support/demo/demo-desktop.ts';
import { type Look, openPage, type OpenedPage } from '../../support/demo/open-page.ts';
import { demoSnapshot } from '../../support/demo/snapshot.ts';

interface Opening {
  readonly look?: Partial<Look>;
  readonly desktop?: DesktopState;
  readonly demo?: Partial<DemoOptions>;
  /** What the page may complain about, such as the answer 401 that a spec is about. */
  readonly allowedErrors?: RegExp;
}

interface Dashboard extends OpenedPage {
  readonly server: DemoServer;
}

interface Fixtures {
  /** Opens the dashboard at a fragment; everything is closed, and the page's complaints are judged, when the spec ends. */
  readonly open: (fragment: string, opening?: Opening) => Promise<Dashboard>;
}

const LOOK: Look = { theme: 'light', language: 'en', width: 1280, height: 800 };

export const test = base.extend<Fixtures>({
  open: async ({ browser }, use) => {
    const opened: Dashboard[] = [];
    const complaints: string[] = [];
    await use(async (fragment, { look, desktop, demo, allowedErrors } = {}) => {
      const server = await startDemoServer('dist/renderer', { snapshot: demoSnapshot(Date.now()), firstMessages: 40, ...demo });
      const listen = (page: Page) => collectComplaints(page, complaints, allowedErrors);
      const page = await openPage(browser, {
        server,
        fragment,
        look: { ...LOOK, ...look },
        onPage: listen,
        ...(desktop === undefined ? {} : { desktop }),
      });
      const dashboard = { ...page, server };
      opened.push(dashboard);
      return dashboard;
    });
    for (const { page, server } of opened) {
      await page.context().close();
      await server.close();
    }
    if (complaints.length > 0) throw new Error(`The page complained:\n${complaints.join('\n')}`);
  },
});

export { expect } from '@playwright/test';

/** A refused inline style or script is reported on the console as an error, as is a warning of React in development. */
function collectComplaints(page: Page, complaints: string[], allowed: RegExp | undefined): void {
  const add = (text: string) => {
    if (allowed === undefined || !allowed.test(text)) complaints.push(text);
  };
  page.on('pageerror', (error) => add(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') add(message.text());
  });
}
