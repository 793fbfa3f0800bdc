/**
 * Who may call main: the top frame of a page that this program served itself. Everything else (a frame inside, a page that was
 * navigated away) is refused whatever it asks. Pure.
 */
import { isDashboardUrl } from '../window/dashboard-url.ts';

interface Sender {
  /** Null when the frame has gone already. */
  readonly url: string | null;
  readonly isTopFrame: boolean;
}

export function isTrusted({ url, isTopFrame }: Sender): boolean {
  return isTopFrame && url !== null && isDashboardUrl(url);
}
