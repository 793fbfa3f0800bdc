/** The address of the dashboard under the program's own protocol. Pure. */
import type { PageName } from '../../shared/ipc-contract.ts';

export const SCHEME = 'app';
const ORIGIN = `${SCHEME}://dashboard`;

export function dashboardUrl(page?: PageName): string {
  return `${ORIGIN}/index.html${page === undefined ? '' : `#/${page}`}`;
}

export function isDashboardUrl(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && parsed.protocol === `${SCHEME}:` && parsed.host === 'dashboard' && parsed.username === '' && parsed.port === '';
}

/** What the system's browser may be asked to open: the web, and what runs on this machine. */
export function isOpenable(url: string): boolean {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.username !== '' || parsed.password !== '') return false;
  if (parsed.protocol === 'https:') return true;
  return parsed.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(parsed.hostname);
}
