/** The browser's half of the dashboard against a real HTTP server: the demonstration's. */
import { afterEach, describe, expect, it } from 'vitest';
import { createAdminHttp } from '../../../app/shared/admin-client/admin-http.ts';
import { createBrowserApi } from '../../../app/renderer/api/browser-api.ts';
import type { DashboardApi } from '../../../app/shared/dashboard-api.ts';
import type { AdminEvent, MessagesEvent } from '../../../app/shared/ipc/admin.ts';
import { DEMO_TOKEN, type DemoServer, startDemoServer } from '../../support/demo/demo-server.ts';
import { demoSnapshot } from '../../support/demo/snapshot.ts';
import { until } from '../../support/polling.ts';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

async function start(token: string | null = DEMO_TOKEN): Promise<{ server: DemoServer; api: DashboardApi; saved: string[] }> {
  const server = await startDemoServer('dist/renderer', { snapshot: demoSnapshot(Date.now()), firstMessages: 12 });
  cleanups.push(() => server.close());
  const saved: string[] = [];
  const tokens = { read: () => token, write: () => undefined };
  const api = createBrowserApi({
    http: createAdminHttp(`${server.origin}/mqttx/admin/v1`, tokens.read),
    tokens,
    preferences: { read: () => ({ theme: 'light', language: 'en', firstRunDone: true }), change: () => undefined },
    copyText: () => Promise.resolve(),
    openWindow: () => undefined,
    saveFile: (name) => saved.push(name),
  });
  return { server, api, saved };
}

function listen(api: DashboardApi): AdminEvent[] {
  const events: AdminEvent[] = [];
  cleanups.push(api.subscribe((event) => events.push(event)));
  return events;
}

describe('the dashboard over HTTP', () => {
  it('reads the snapshot, then hears every change', async () => {
    const { server, api } = await start();
    expect((await api.snapshot()).sessions).toHaveLength(4);
    const events = listen(api);
    await until('the snapshot comes', () => events.length === 1);
    server.backend.change({ profiles: [] });
    await until('the change comes', () => events.length === 2);
    expect(events.map((event) => event.kind)).toEqual(['snapshot', 'change']);
  });

  it('says when the stream breaks and when it tries again, and comes back', async () => {
    const { server, api } = await start();
    const events = listen(api);
    await until('the snapshot comes', () => events.length === 1);
    server.cutStreams();
    await until('it comes back', () => events.some((event, index) => index > 0 && event.kind === 'snapshot'));
    const lost = events.find((event) => event.kind === 'lost');
    expect(lost).toMatchObject({ error: { code: 'sidecar-unreachable' } });
    expect(lost?.kind === 'lost' && lost.nextTryAt).toBeGreaterThan(0);
  });

  it('does not knock again with a token that was refused', async () => {
    const { api } = await start('wrong');
    await expect(api.snapshot()).rejects.toMatchObject({ code: 'unauthorized' });
    const events = listen(api);
    await until('the refusal comes', () => events.length === 1);
    expect(events).toEqual([{ kind: 'lost', error: expect.objectContaining({ code: 'unauthorized' }), nextTryAt: null }]);
  });

  it('opens a feed of messages and closes it', async () => {
    const { api } = await start();
    const events: MessagesEvent[] = [];
    cleanups.push(api.openMessages({ filter: 'alarms/#' }, (event) => events.push(event)));
    await until('the messages come', () => events.length === 2);
    expect(events[0]).toEqual({ kind: 'open' });
    expect(events[1]?.kind === 'messages' && events[1].batch.messages.map(({ topic }) => topic)).toEqual(['alarms/line-12/critical']);
  });

  it('acts: publishes, disconnects, closes', async () => {
    const { server, api } = await start();
    const request = { connection: 'local', topic: 'a', payload: 'x', encoding: 'utf8', qos: 1, retain: false } as const;
    expect(await api.publish(request)).toEqual({ reasonCode: 0 });
    expect(server.backend.published).toEqual([request]);
    await api.disconnectSession('mcp-3f1c8e07-mqttx');
    await api.closeConnection('conn-script');
    expect(server.backend.snapshot().sessions).toHaveLength(3);
    expect(server.backend.snapshot().connections).toHaveLength(4);
  });

  it('reads activity and logs by their filters, and exports all pages', async () => {
    const { api, saved } = await start();
    expect((await api.listActivity({ verdict: 'timed-out' })).entries.map(({ tool }) => tool)).toEqual(['mqttPublish']);
    const logs = await api.listLogs({ level: 'error' });
    expect(logs.length).toBeGreaterThan(0);
    expect(logs.every(({ level, source }) => level === 'error' && source === 'sidecar')).toBe(true);
    expect(await api.listLogs({ source: 'app' })).toEqual([]);
    const { entries } = await api.exportActivity({}, 'csv', () => undefined);
    expect(entries).toBe(40);
    expect(saved).toEqual(['mqttx-activity.csv']);
  });

  it('names a sidecar that does not answer', async () => {
    const { server, api } = await start();
    await server.close();
    await expect(api.snapshot()).rejects.toMatchObject({ code: 'sidecar-unreachable', hint: expect.stringContaining('running') });
  });
});
