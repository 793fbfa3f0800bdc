/**
 * Opens the dashboard of the demonstration in Debian's Chromium: theme, language, size and moment chosen, in a browser or as
 * in the desktop's window. Used by the pictures and by the page tests.
 */
import type { Browser, Page } from '@playwright/test';
import type { Language, Theme } from '../../../app/shared/ipc/settings.ts';
import type { DemoServer } from './demo-server.ts';
import { type DemoBridge, installDemoBridge } from './demo-bridge.ts';
import type { DesktopState } from './demo-desktop.ts';

export interface Look {
  readonly theme: Theme;
  readonly language: Language;
  readonly width: number;
  readonly height: number;
}

export interface OpenOptions {
  readonly server: DemoServer;
  readonly look: Look;
  /** The fragment of the address, such as `#/sessions`. */
  readonly fragment: string;
  /** Given: the page is opened as in the desktop's window. */
  readonly desktop?: DesktopState;
  /** The page's clock stands still at this moment. */
  readonly now?: number;
  /** Hears of the page before it is opened. */
  readonly onPage?: (page: Page) => void;
}

export interface OpenedPage {
  readonly page: Page;
  /** There when the page is opened as in the desktop's window. */
  readonly bridge: DemoBridge | null;
}

export async function openPage(browser: Browser, { server, look, fragment, desktop, now, onPage }: OpenOptions): Promise<OpenedPage> {
  const { theme, language, width, height } = look;
  const context = await browser.newContext({ viewport: { width, height }, locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce' });
  const page = await context.newPage();
  onPage?.(page);
  if (now !== undefined) await page.clock.setFixedTime(now);
  await page.addInitScript(
    (preferences) => {
      // The first page of a test only: what a person changes afterwards has to last.
      if (localStorage.getItem('mqttx-preferences') === null) localStorage.setItem('mqttx-preferences', preferences);
    },
    JSON.stringify({ theme, language, firstRunDone: true }),
  );
  const settings = { theme, language, ...desktop?.settings };
  const bridge = desktop === undefined ? null : await installDemoBridge(page, server.backend, { ...desktop, settings });
  await page.goto(desktop === undefined ? server.url : server.origin);
  await page.locator('h1').waitFor();
  if (fragment !== '') await page.evaluate((hash) => window.location.assign(hash), fragment);
  return { page, bridge };
}
