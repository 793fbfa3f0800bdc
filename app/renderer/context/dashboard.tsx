/**
 * What the page knows of the sidecar: the store of the admin API and, on the desktop, the state of the process. Components ask
 * `useAvailability`, which makes one answer of both.
 */
import { createContext, type ReactNode, useContext, useMemo, useState, useSyncExternalStore } from 'react';
import type { SidecarState } from '../../shared/ipc/sidecar.ts';
import { type Availability, availabilityOf } from '../store/availability.ts';
import { createDashboardStore } from '../store/dashboard-store.ts';
import { useResource } from '../hooks/use-resource.ts';
import { useApi } from './api.tsx';

interface DashboardValue {
  readonly availability: Availability;
  /** Null in a browser, and until the desktop has told. */
  readonly sidecar: SidecarState | null;
  retry(): void;
}

const DashboardContext = createContext<DashboardValue | null>(null);

export function DashboardProvider({ children }: { readonly children: ReactNode }) {
  const api = useApi();
  const [store] = useState(() => createDashboardStore(api));
  const state = useSyncExternalStore(store.listen, store.state);
  const isDesktop = api.desktop !== undefined;
  const { value: sidecar } = useResource(api.desktop?.sidecar.state, api.desktop?.sidecar.onState);

  const value = useMemo<DashboardValue>(
    () => ({ availability: availabilityOf(state, isDesktop ? { state: sidecar } : null), sidecar, retry: store.retry }),
    [state, sidecar, isDesktop, store],
  );
  return <DashboardContext value={value}>{children}</DashboardContext>;
}

export function useDashboard(): DashboardValue {
  const value = useContext(DashboardContext);
  if (value === null) throw new Error('useDashboard stands outside of DashboardProvider.');
  return value;
}

export function useAvailability(): Availability {
  return useDashboard().availability;
}
