import { describe, expect, it } from 'vitest';
import { mergeChange } from '../../../../app/renderer/store/merge-change.ts';
import type { ActivityEntry, AdminSnapshot, SessionView } from '../../../../sidecar/admin/schema.ts';
import { demoSnapshot } from '../../../support/demo/snapshot.ts';

const NOW = 1_800_000_000_000;

function sessionNamed(snapshot: AdminSnapshot, id: string): SessionView {
  const found = snapshot.sessions.find((session) => session.id === id);
  if (found === undefined) throw new Error(`No session ${id}.`);
  return found;
}

describe('mergeChange', () => {
  it('keeps the identity of what did not change', () => {
    const before = demoSnapshot(NOW);
    const after = mergeChange(before, { at: NOW + 500 });
    expect(after.at).toBe(NOW + 500);
    expect(after.sessions).toBe(before.sessions);
    expect(after.connections).toBe(before.connections);
    expect(after.activity).toBe(before.activity);
  });

  it('replaces a known session where it stands and appends a new one', () => {
    const before = demoSnapshot(NOW);
    const known = { ...sessionNamed(before, 'mcp-91b2d4aa-code'), messagesIn: 999 };
    const fresh = { ...known, id: 'fresh' };
    const after = mergeChange(before, { at: NOW, sessions: { upsert: [fresh, known], remove: [] } });
    expect(after.sessions.map((session) => session.id)).toEqual([...before.sessions.map((session) => session.id), 'fresh']);
    expect(sessionNamed(after, 'mcp-91b2d4aa-code').messagesIn).toBe(999);
  });

  it('removes what is named, and keeps what is removed and upserted at once', () => {
    const before = demoSnapshot(NOW);
    const again = sessionNamed(before, 'mcp-5a90e1bc-script');
    const after = mergeChange(before, {
      at: NOW,
      sessions: { upsert: [again], remove: ['mcp-3f1c8e07-mqttx', 'mcp-5a90e1bc-script', 'unknown'] },
    });
    expect(after.sessions.map((session) => session.id)).toEqual(['mcp-91b2d4aa-code', 'mcp-c07d55f2-cursor', 'mcp-5a90e1bc-script']);
  });

  it('puts new activity first, each entry once, and at most 200', () => {
    const before = demoSnapshot(NOW);
    const [known] = before.activity;
    if (known === undefined) throw new Error('The demonstration has no activity.');
    const entry = (id: string, at: number): ActivityEntry => ({ ...known, id, at });
    const added = Array.from({ length: 250 }, (_, index) => entry(`new-${index}`, NOW + index));
    const after = mergeChange(before, { at: NOW, activity: [...added, { ...known, result: 'amended' }] });
    expect(after.activity).toHaveLength(200);
    expect(after.activity[0]?.id).toBe('new-249');
    const small = mergeChange(before, { at: NOW, activity: [{ ...known, result: 'amended' }] });
    expect(small.activity).toHaveLength(before.activity.length);
    expect(small.activity[0]?.result).toBe('amended');
  });

  it('adds a point to the curve once a second, and keeps 300', () => {
    let snapshot: AdminSnapshot = { ...demoSnapshot(NOW), rates: [] };
    for (let half = 0; half < 800; half += 1) {
      snapshot = mergeChange(snapshot, { at: NOW + half * 500, totals: { ...snapshot.totals, rateIn: half } });
    }
    expect(snapshot.rates).toHaveLength(300);
    expect(snapshot.rates?.at(-1)).toEqual({ at: NOW + 798 * 500, rateIn: 798, rateOut: snapshot.totals.rateOut });
    expect(mergeChange(snapshot, { at: NOW * 2 }).rates).toBe(snapshot.rates);
  });

  it('replaces profiles and attention as a whole', () => {
    const before = demoSnapshot(NOW);
    const after = mergeChange(before, { at: NOW, profiles: [], attention: [] });
    expect(after.profiles).toEqual([]);
    expect(after.attention).toEqual([]);
  });
});
