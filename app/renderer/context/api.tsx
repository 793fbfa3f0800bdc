/** Hands the one `DashboardApi` of this page to every component. */
import { createContext, type ReactNode, useContext } from 'react';
import type { DashboardApi, DesktopApi } from '../../shared/dashboard-api.ts';

const ApiContext = createContext<DashboardApi | null>(null);

export function ApiProvider({ api, children }: { readonly api: DashboardApi; readonly children: ReactNode }) {
  return <ApiContext value={api}>{children}</ApiContext>;
}

export function useApi(): DashboardApi {
  const api = useContext(ApiContext);
  if (api === null) throw new Error('useApi stands outside of ApiProvider.');
  return api;
}

/** For what exists in the desktop's window only: undefined in a browser. */
export function useDesktop(): DesktopApi | undefined {
  return useApi().desktop;
}
