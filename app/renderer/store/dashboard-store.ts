/**
 * What the pages read: the last snapshot with every change merged in, and how the page stands with the sidecar. Holds one
 * subscription of the `DashboardApi` open while anybody listens; tells listeners at once when something happened, and of figures
 * that moved at most twice a second.
 */
import type { AdminSnapshot } from '../../../sidecar/admin/schema.ts';
import { toFailure } from '../../shared/api-error.ts';
import type { Close, DashboardApi } from '../../shared/dashboard-api.ts';
import type { AdminEvent } from '../../shared/ipc/admin.ts';
import type { Failure } from '../../shared/ipc/result.ts';
import { mergeChange } from './merge-change.ts';
import { tellsEvent } from './tells-event.ts';
import { createThrottle, type Timers } from './throttle.ts';

export type Link =
  | { readonly name: 'loading' }
  | { readonly name: 'live' }
  | { readonly name: 'lost'; readonly error: Failure; readonly nextTryAt: number | null };

export interface DashboardState {
  readonly link: Link;
  /** The last one known, also while the link is lost; null before the first. */
  readonly snapshot: AdminSnapshot | null;
}

export interface DashboardStore {
  state(): DashboardState;
  /** For `useSyncExternalStore`. */
  listen(listener: () => void): Close;
  /** Subscribes anew at once instead of waiting for the next attempt. */
  retry(): void;
}

/** More often than this, figures flicker. */
const FIGURES_INTERVAL_MS = 500;
/** What happens one by one is shown at once; a burst of it must not keep the page busy. */
const EVENTS_INTERVAL_MS = 200;

export function createDashboardStore(api: DashboardApi, timers?: Timers): DashboardStore {
  let current: DashboardState = { link: { name: 'loading' }, snapshot: null };
  let shown = current;
  let close: Close | undefined;
  const listeners = new Set<() => void>();

  const show = () => {
    shown = current;
    for (const listener of listeners) listener();
  };
  const figures = createThrottle(show, FIGURES_INTERVAL_MS, timers);
  const events = createThrottle(show, EVENTS_INTERVAL_MS, timers);

  const onEvent = (event: AdminEvent) => {
    const before = current;
    current = reduce(before, event);
    // That the sidecar went or came back is shown whatever was shown before it.
    if (before.link.name !== 'live' || event.kind !== 'change') show();
    else if (before.snapshot !== null && tellsEvent(before.snapshot, event.change)) events.request();
    else figures.request();
  };

  const open = () => {
    try {
      close = api.subscribe(onEvent);
    } catch (thrown) {
      onEvent({ kind: 'lost', error: toFailure(thrown), nextTryAt: null });
    }
  };

  return {
    state: () => shown,
    listen(listener) {
      listeners.add(listener);
      if (listeners.size === 1) open();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        figures.cancel();
        events.cancel();
        close?.();
        close = undefined;
      };
    },
    retry() {
      close?.();
      // What is known stays in sight, marked as old, until the new snapshot is there.
      if (current.snapshot === null) current = { ...current, link: { name: 'loading' } };
      show();
      open();
    },
  };
}

function reduce(state: DashboardState, event: AdminEvent): DashboardState {
  switch (event.kind) {
    case 'snapshot':
      return { link: { name: 'live' }, snapshot: event.snapshot };
    case 'change':
      // A change without a snapshot before it has nothing to change; the next snapshot has it in.
      if (state.snapshot === null) return state;
      return { link: { name: 'live' }, snapshot: mergeChange(state.snapshot, event.change) };
    case 'lost':
      return { ...state, link: { name: 'lost', error: event.error, nextTryAt: event.nextTryAt } };
  }
}
