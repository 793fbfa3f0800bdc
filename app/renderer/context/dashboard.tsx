/**
 * What the page knows of the sidecar: the store of the admin API and, on the desktop, the state of the process. Components ask
 * `useAvailability`, which makes one answer of both.
 */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { SidecarState } from '../../shared/ipc/sidecar.ts';
import { type Availability, availabilityOf } from '../store/availability.ts';
import { createDashboardStore } from '../store/dashboard-store.ts';
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
  const sidecar = useSidecarState();
  const isDesktop = api.desktop !== undefined;

  const value = useMemo<DashboardValue>(
    () => ({ availability: availabilityOf(state, isDesktop ? { state: sidecar } : null), sidecar, retry: store.retry }),
    [state, sidecar, isDesktop, store],
  );
  return <DashboardContext value={value}>{children}</DashboardContext>;
}

function useSidecarState(): SidecarState | null {
  const { desktop } = useApi();
  const [state, setState] = useState<SidecarState | null>(null);
  useEffect(() => {
    if (desktop === undefined) return undefined;
    // An event that overtakes the first answer is the newer of the two.
    let told = false;
    const stop = desktop.sidecar.onState((next) => {
      told = true;
      setState(next);
    });
    desktop.sidecar.state().then(
      (first) => told || setState(first),
      () => undefined,
    );
    return stop;
  }, [desktop]);
  return state;
}

export function useDashboard(): DashboardValue {
  const value = useContext(DashboardContext);
  if (value === null) throw new Error('useDashboard stands outside of DashboardProvider.');
  return value;
}

export function useAvailability(): Availability {
  return useDashboard().availability;
}
