import { describe, expect, it } from 'vitest';
import { tellsEvent } from '../../../../app/renderer/store/tells-event.ts';
import type { AdminChange } from '../../../../sidecar/admin/schema.ts';
import { demoSnapshot } from '../../../support/demo/snapshot.ts';

const NOW = 1_800_000_000_000;
const snapshot = demoSnapshot(NOW);

function first<T>([item]: readonly T[]): T {
  if (item === undefined) throw new Error('The demonstration lacks one.');
  return item;
}
const session = first(snapshot.sessions);
const connection = first(snapshot.connections.filter(({ state }) => state.name === 'connected'));
const stream = first(snapshot.streams);
const tells = (change: Omit<AdminChange, 'at'>): boolean => tellsEvent(snapshot, { at: NOW, ...change });

describe('a change tells of something that happened', () => {
  it.each([
    ['a session came', { sessions: { upsert: [{ ...session, id: 'new' }], remove: [] } }],
    ['a session went', { sessions: { upsert: [], remove: [session.id] } }],
    ['a client told its name', { sessions: { upsert: [{ ...session, client: { name: 'other', version: '1' } }], remove: [] } }],
    ['a session opened a connection', { sessions: { upsert: [{ ...session, connections: ['new'] }], remove: [] } }],
    ['a connection came', { connections: { upsert: [{ ...connection, id: 'new' }], remove: [] } }],
    [
      'a connection broke',
      { connections: { upsert: [{ ...connection, state: { name: 'disconnected' as const, since: NOW } }], remove: [] } },
    ],
    ['a topic was subscribed to', { connections: { upsert: [{ ...connection, subscriptions: [] }], remove: [] } }],
    ['a stream went', { streams: { upsert: [], remove: [stream.id] } }],
    ['something needs attention', { attention: [] }],
    ['profiles changed', { profiles: [] }],
  ])('when %s', (_what, change) => {
    expect(tells(change)).toBe(true);
  });

  it.each([
    ['totals moved', { totals: { ...snapshot.totals, messagesIn: 1 } }],
    ['a session exchanged messages', { sessions: { upsert: [{ ...session, messagesIn: 1, lastActivityAt: NOW }], remove: [] } }],
    ['a connection received messages', { connections: { upsert: [{ ...connection, messagesIn: 1, rateIn: 7 }], remove: [] } }],
    ['a stream delivered', { streams: { upsert: [{ ...stream, delivered: 1 }], remove: [] } }],
  ])('but not when %s', (_what, change) => {
    expect(tells(change)).toBe(false);
  });
});
