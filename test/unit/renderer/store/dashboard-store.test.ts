import { describe, expect, it } from 'vitest';
import { createDashboardStore } from '../../../../app/renderer/store/dashboard-store.ts';
import type { DashboardApi } from '../../../../app/shared/dashboard-api.ts';
import type { AdminEvent } from '../../../../app/shared/ipc/admin.ts';
import { demoSnapshot } from '../../../support/demo/snapshot.ts';
import { createFakeTimers } from './fake-timers.ts';

const NOW = 1_800_000_000_000;
const LOST = { kind: 'lost', error: { code: 'sidecar-unreachable', message: 'Gone.', hint: '' }, nextTryAt: NOW } as const;

/** An API that a test speaks through; only what the store uses is there. */
function createSpokenApi() {
  let listener: ((event: AdminEvent) => void) | undefined;
  let opened = 0;
  let closed = 0;
  const unused = () => Promise.reject(new Error('Not used here.'));
  const api: DashboardApi = {
    snapshot: unused,
    subscribe(heard) {
      opened += 1;
      listener = heard;
      return () => (closed += 1);
    },
    disconnectSession: unused,
    closeConnection: unused,
    publish: unused,
    openMessages: () => () => undefined,
    answerApproval: unused,
    listActivity: unused,
    exportActivity: unused,
    listLogs: unused,
    copyText: unused,
    openExternal: unused,
    readPreferences: unused,
    changePreferences: unused,
  };
  return { api, say: (event: AdminEvent) => listener?.(event), counts: () => ({ opened, closed }) };
}

describe('createDashboardStore', () => {
  it('subscribes with the first listener and closes with the last', () => {
    const { api, counts } = createSpokenApi();
    const store = createDashboardStore(api, createFakeTimers());
    expect(counts()).toEqual({ opened: 0, closed: 0 });
    const first = store.listen(() => undefined);
    const second = store.listen(() => undefined);
    expect(counts()).toEqual({ opened: 1, closed: 0 });
    first();
    expect(counts()).toEqual({ opened: 1, closed: 0 });
    second();
    expect(counts()).toEqual({ opened: 1, closed: 1 });
  });

  it('shows a snapshot at once, then changes at most twice a second, none lost', () => {
    const { api, say } = createSpokenApi();
    const timers = createFakeTimers();
    const store = createDashboardStore(api, timers);
    let paints = 0;
    store.listen(() => (paints += 1));
    expect(store.state().link.name).toBe('loading');
    say({ kind: 'snapshot', snapshot: demoSnapshot(NOW) });
    expect(store.state().link.name).toBe('live');
    expect(paints).toBe(1);

    const { totals } = demoSnapshot(NOW);
    for (let index = 1; index <= 100; index += 1) {
      say({ kind: 'change', change: { at: NOW + index, totals: { ...totals, toolCalls: index } } });
      timers.advance(10);
    }
    timers.advance(500);
    expect(paints).toBeLessThanOrEqual(5);
    expect(store.state().snapshot?.totals.toolCalls).toBe(100);
  });

  it('shows at once that a session came and went, however lately figures were painted, and a burst of them in few paints', () => {
    const { api, say } = createSpokenApi();
    const timers = createFakeTimers();
    const store = createDashboardStore(api, timers);
    let paints = 0;
    store.listen(() => (paints += 1));
    const snapshot = demoSnapshot(NOW);
    const [session] = snapshot.sessions;
    if (session === undefined) throw new Error('The demonstration has no session.');
    const named = (id: string) => ({ at: NOW, sessions: { upsert: [{ ...session, id }], remove: [] } });
    say({ kind: 'snapshot', snapshot });
    say({ kind: 'change', change: { at: NOW, totals: { ...snapshot.totals, toolCalls: 1 } } });
    say({ kind: 'change', change: named('new') });
    expect(store.state().snapshot?.sessions).toHaveLength(5);

    paints = 0;
    for (let index = 0; index < 100; index += 1) {
      timers.advance(10);
      say({ kind: 'change', change: named(`new-${index}`) });
    }
    timers.advance(200);
    expect(store.state().snapshot?.sessions).toHaveLength(105);
    expect(paints).toBeLessThanOrEqual(9);

    timers.advance(200);
    say({ kind: 'change', change: { at: NOW, sessions: { upsert: [], remove: ['new'] } } });
    expect(store.state().snapshot?.sessions).toHaveLength(104);
  });

  it('tells at once that the link is lost, and keeps the last snapshot', () => {
    const { api, say } = createSpokenApi();
    const store = createDashboardStore(api, createFakeTimers());
    store.listen(() => undefined);
    say({ kind: 'snapshot', snapshot: demoSnapshot(NOW) });
    say(LOST);
    expect(store.state().link).toEqual({ name: 'lost', error: LOST.error, nextTryAt: NOW });
    expect(store.state().snapshot?.sessions).toHaveLength(4);
    say({ kind: 'snapshot', snapshot: demoSnapshot(NOW) });
    expect(store.state().link.name).toBe('live');
  });

  it('ignores a change that no snapshot came before', () => {
    const { api, say } = createSpokenApi();
    const store = createDashboardStore(api, createFakeTimers());
    store.listen(() => undefined);
    say({ kind: 'change', change: { at: NOW } });
    expect(store.state()).toEqual({ link: { name: 'loading' }, snapshot: null });
  });

  it('subscribes anew when asked to try again', () => {
    const { api, counts, say } = createSpokenApi();
    const store = createDashboardStore(api, createFakeTimers());
    store.listen(() => undefined);
    say(LOST);
    store.retry();
    expect(counts()).toEqual({ opened: 2, closed: 1 });
    expect(store.state().link.name).toBe('loading');
  });
});
