/**
 * The admin token of a browser's tab: it arrives in the fragment of the printed address (which no server ever sees), moves to
 * the tab's session storage, and leaves the address bar and the history.
 */
const KEY = 'mqttx-admin-token';

export interface TokenStore {
  read(): string | null;
  write(token: string): void;
}

export function createTokenStore(storage: Storage): TokenStore {
  return {
    read: () => storage.getItem(KEY),
    write: (token) => storage.setItem(KEY, token),
  };
}

/** The token of `#token=…`, also where a page's name stands before it; undefined if there is none. */
export function tokenOfFragment(fragment: string): string | undefined {
  const match = /(?:^#|[#&?])token=([^&]+)/.exec(fragment);
  return match?.[1] === undefined ? undefined : decodeURIComponent(match[1]);
}

/** Moves a token that stands in the address into the store. */
export function takeTokenFromAddress(location: Location, history: History, store: TokenStore): void {
  const token = tokenOfFragment(location.hash);
  if (token === undefined) return;
  store.write(token);
  history.replaceState(null, '', location.pathname + location.search);
}
