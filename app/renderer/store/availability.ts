/**
 * One answer to "what can this page show now?", made of the link to the admin API and, on the desktop, of the state of the
 * sidecar's process, which is nearer to the truth when it does not run. Pure.
 */
import type { AdminSnapshot } from '../../../sidecar/admin/schema.ts';
import type { Failure } from '../../shared/ipc/result.ts';
import type { SidecarState } from '../../shared/ipc/sidecar.ts';
import type { DashboardState } from './dashboard-store.ts';

type StateNamed<Name extends SidecarState['name']> = Extract<SidecarState, { name: Name }>;

export type Availability =
  | { readonly name: 'loading' }
  | { readonly name: 'live'; readonly snapshot: AdminSnapshot }
  /** The link broke; the last snapshot is better than nothing, if it is marked as old. */
  | { readonly name: 'stale'; readonly snapshot: AdminSnapshot; readonly error: Failure; readonly nextTryAt: number | null }
  | { readonly name: 'lost'; readonly error: Failure; readonly nextTryAt: number | null }
  | { readonly name: 'unauthorized'; readonly error: Failure }
  | { readonly name: 'stopped' }
  | { readonly name: 'starting' }
  | { readonly name: 'stopping' }
  | { readonly name: 'crashed'; readonly state: StateNamed<'crashed'> }
  | { readonly name: 'port-blocked'; readonly state: StateNamed<'port-blocked'> };

/** `desktop` is null in a browser; its `state` is null until main has told it. */
export function availabilityOf(dashboard: DashboardState, desktop: { readonly state: SidecarState | null } | null): Availability {
  if (desktop === null) return ofLink(dashboard);
  const { state } = desktop;
  if (state === null) return { name: 'loading' };
  switch (state.name) {
    case 'running':
      return ofLink(dashboard);
    case 'crashed':
      return { name: 'crashed', state };
    case 'port-blocked':
      return { name: 'port-blocked', state };
    case 'stopped':
    case 'starting':
    case 'stopping':
      return { name: state.name };
  }
}

function ofLink({ link, snapshot }: DashboardState): Availability {
  if (link.name === 'loading') return { name: 'loading' };
  if (link.name === 'lost') {
    const { error, nextTryAt } = link;
    if (error.code === 'unauthorized' || error.code === 'invalid-token') return { name: 'unauthorized', error };
    return snapshot === null ? { name: 'lost', error, nextTryAt } : { name: 'stale', snapshot, error, nextTryAt };
  }
  return snapshot === null ? { name: 'loading' } : { name: 'live', snapshot };
}
