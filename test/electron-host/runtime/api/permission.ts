/**
 * Brings the session's permission handler and Chromium's own permissions together: the handler decides, Chromium is
 * set accordingly, and only then the page's call goes on.
 */
import type { ChromiumPage } from '../chromium/page.ts';
import type { PermissionHandler } from './session.ts';

/** Chromium's names for what Electron calls by one. */
const CHROMIUM_NAMES: Readonly<Record<string, readonly string[]>> = {
  'notifications': ['notifications'],
  'geolocation': ['geolocation'],
  'media': ['camera', 'microphone'],
  'clipboard-read': ['clipboard-read'],
};

interface PermissionRequest {
  readonly page: ChromiumPage;
  readonly message: { readonly id: number; readonly permission: string; readonly origin: string };
  /** Null grants everything, which is Electron's default. */
  readonly handler: PermissionHandler | null;
  readonly contents: object;
  readonly url: string;
}

export async function settlePermission({ page, message, handler, contents, url }: PermissionRequest): Promise<void> {
  const details = { requestingUrl: url, isMainFrame: true };
  const isGranted = handler === null || (await new Promise<boolean>((resolve) => handler(contents, message.permission, resolve, details)));
  for (const name of CHROMIUM_NAMES[message.permission] ?? []) await page.setPermission(name, message.origin, isGranted);
  page.deliver({ type: 'permission-settled', id: message.id, isGranted });
}
