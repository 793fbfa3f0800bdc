import { describe, expect, it } from 'vitest';
import { availabilityOf } from '../../../../app/renderer/store/availability.ts';
import type { DashboardState } from '../../../../app/renderer/store/dashboard-store.ts';
import type { SidecarState } from '../../../../app/shared/ipc/sidecar.ts';
import { demoSnapshot } from '../../../support/demo/snapshot.ts';

const snapshot = demoSnapshot(1_800_000_000_000);
const live: DashboardState = { link: { name: 'live' }, snapshot };
const lost = (code: string): DashboardState['link'] => ({ name: 'lost', error: { code, message: '', hint: '' }, nextTryAt: 5 });
const running: SidecarState = { name: 'running', since: 0, port: 4000, pid: 1, mcpUrl: 'http://localhost:4000/mqttx/sse', attached: false };

describe('availabilityOf', () => {
  it.each([
    ['loading', { link: { name: 'loading' }, snapshot: null }],
    ['live', live],
    ['stale', { link: lost('sidecar-unreachable'), snapshot }],
    ['lost', { link: lost('sidecar-unreachable'), snapshot: null }],
    ['unauthorized', { link: lost('unauthorized'), snapshot: null }],
    ['unauthorized', { link: lost('invalid-token'), snapshot }],
  ] as const)('is %s in a browser by the link alone', (name, state) => {
    expect(availabilityOf(state, null).name).toBe(name);
  });

  it('waits on the desktop until main has told the state', () => {
    expect(availabilityOf(live, { state: null }).name).toBe('loading');
  });

  it('goes by the link while the process runs', () => {
    expect(availabilityOf(live, { state: running }).name).toBe('live');
    expect(availabilityOf({ link: lost('sidecar-unreachable'), snapshot }, { state: running }).name).toBe('stale');
  });

  it.each(['stopped', 'stopping'] as const)('believes the process that it is %s, whatever the link says', (name) => {
    expect(availabilityOf(live, { state: { name, since: 0 } }).name).toBe(name);
  });
});
