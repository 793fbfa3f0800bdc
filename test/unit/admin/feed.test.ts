import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AdminFeed, differences } from '../../../sidecar/admin/feed.ts';
import type { ActivityEntry, AdminChange, AdminSnapshot, SessionView } from '../../../sidecar/admin/schema.ts';

const session = (id: string, messagesIn = 0): SessionView => ({
  id,
  transport: 'http-sse',
  client: null,
  protocolVersion: null,
  since: 1,
  address: '127.0.0.1:1',
  principal: 'anonymous',
  connections: [],
  subscriptions: [],
  messagesIn,
  messagesOut: 0,
  dropped: 0,
  lastActivityAt: 1,
});

const entry = (id: string): ActivityEntry => ({
  id,
  at: 1,
  session: null,
  client: null,
  principal: 'anonymous',
  tool: 'mqttPublish',
  arguments: {},
  outcome: 'ok',
  result: '',
  durationMs: 1,
});

const snapshot = (parts: Partial<AdminSnapshot> = {}): AdminSnapshot => ({
  at: 1,
  server: {
    name: 'mqttx-sse-server',
    version: '1.0.0',
    pid: 1,
    startedAt: 1,
    port: 4000,
    mcpUrl: 'http://localhost:4000/mqttx/sse',
    authMode: 'none',
    embeddedBroker: { running: false, url: null },
  },
  totals: { messagesIn: 0, messagesOut: 0, toolCalls: 0, rateIn: 0, rateOut: 0, rateToolCalls: 0, memoryBytes: 0 },
  sessions: [],
  connections: [],
  streams: [],
  profiles: [],
  activity: [],
  attention: [],
  approvals: [],
  policy: { readOnly: false, rules: [], brokers: [], askTimeoutSeconds: 50 },
  ...parts,
});

describe('what changed between two snapshots', () => {
  it('is nothing where nothing did, whatever the time', () => {
    expect(differences(snapshot(), snapshot({ at: 2 }))).toBeUndefined();
  });

  it('names sessions that came, changed and went', () => {
    const before = snapshot({ sessions: [session('stays'), session('changes'), session('goes')] });
    const after = snapshot({ at: 9, sessions: [session('stays'), session('changes', 1), session('comes')] });
    expect(differences(before, after)).toEqual({
      at: 9,
      sessions: { upsert: [session('changes', 1), session('comes')], remove: ['goes'] },
    });
  });

  it('brings only the entries of the activity record that are new', () => {
    const before = snapshot({ activity: [entry('2'), entry('1')] });
    const after = snapshot({ activity: [entry('4'), entry('3'), entry('2'), entry('1')] });
    expect(differences(before, after)?.activity).toEqual([entry('4'), entry('3')]);
  });

  it('brings the totals when they move', () => {
    const totals = { ...snapshot().totals, messagesIn: 5 };
    expect(differences(snapshot(), snapshot({ totals }))).toEqual({ at: 1, totals });
  });
});

describe('the feed', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('tells at once what happened, and in one what follows in a burst', () => {
    let notice: () => void = () => undefined;
    let current = snapshot();
    const feed = new AdminFeed({
      snapshot: () => current,
      watch(listener) {
        notice = listener;
        return () => undefined;
      },
    });
    const told: AdminChange[] = [];
    feed.subscribe((change) => told.push(change));
    const open = (id: string): void => {
      current = { ...current, sessions: [...current.sessions, session(id)] };
      notice();
    };

    open('first');
    vi.advanceTimersByTime(1);
    expect(told.map(({ sessions }) => sessions?.upsert.map(({ id }) => id))).toEqual([['first']]);
    for (const id of ['second', 'third', 'fourth']) {
      open(id);
      vi.advanceTimersByTime(1);
    }
    expect(told).toHaveLength(1);
    vi.advanceTimersByTime(50);
    expect(told[1]?.sessions?.upsert.map(({ id }) => id)).toEqual(['second', 'third', 'fourth']);
    feed.close();
  });
});
