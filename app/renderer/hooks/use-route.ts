/**
 * Which page is shown, from the address' fragment: `#/sessions` or `#/sessions/<id>`. The fragment works at the root of a
 * server, under the desktop's protocol and from a folder alike, and the back button works.
 */
import { useSyncExternalStore } from 'react';
import { PAGES, type PageName } from '../../shared/ipc-contract.ts';

export interface Route {
  readonly page: PageName;
  /** The session, connection or message whose details are open. */
  readonly id: string | null;
}

export function parseRoute(fragment: string): Route {
  const [, name = '', id] = /^#\/([a-z]+)(?:\/(.+))?$/.exec(fragment) ?? [];
  const page = PAGES.find((known) => known === name) ?? 'overview';
  return { page, id: id === undefined ? null : decodeURIComponent(id) };
}

export function fragmentOf(page: PageName, id: string | null = null): string {
  return id === null ? `#/${page}` : `#/${page}/${encodeURIComponent(id)}`;
}

export function navigate(page: PageName, id: string | null = null): void {
  window.location.hash = fragmentOf(page, id);
}

function listen(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

export function useRoute(): Route {
  const fragment = useSyncExternalStore(listen, () => window.location.hash);
  return parseRoute(fragment);
}
