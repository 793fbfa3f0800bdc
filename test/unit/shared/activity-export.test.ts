import { describe, expect, it } from 'vitest';
import { exportActivity, toCsv } from '../../../app/shared/admin-client/activity-export.ts';
import type { ActivityEntry, ActivityPage } from '../../../sidecar/admin/schema.ts';
import { demoActivity } from '../../support/demo/activity.ts';

const [sample] = demoActivity(Date.UTC(2026, 10, 23));
if (sample === undefined) throw new Error('The demonstration has no activity.');
const entry = (change: Partial<ActivityEntry>): ActivityEntry => ({ ...sample, arguments: {}, ...change });

describe('toCsv', () => {
  it('quotes what has commas, quotes and line breaks', () => {
    const [, row] = toCsv([entry({ result: 'a, "b"\nc', client: 'x' })]).split('\r\n');
    expect(row?.endsWith(',"a, ""b""\nc"')).toBe(true);
  });

  it.each(['=HYPERLINK("x")', '+1', '-1', '@x', '\tx'])('keeps a spreadsheet from running %s', (result) => {
    expect(toCsv([entry({ result })])).toContain(`'${result.replaceAll('"', '""')}`);
  });

  it('writes a head also for no entries', () => {
    expect(toCsv([])).toBe('time,client,principal,session,tool,outcome,verdict,rule,answeredBy,durationMs,arguments,result\r\n');
  });
});

describe('exportActivity', () => {
  it('reads page after page and tells how far it is', async () => {
    const pages: Record<string, ActivityPage> = {
      first: { entries: [entry({ id: 'a' }), entry({ id: 'b' })], next: 'b' },
      b: { entries: [entry({ id: 'c' })], next: null },
    };
    const told: number[] = [];
    const { text, entries } = await exportActivity(
      (before) => Promise.resolve(pages[before ?? 'first'] ?? { entries: [], next: null }),
      'json',
      (count) => told.push(count),
    );
    expect(entries).toBe(3);
    expect(told).toEqual([2, 3]);
    expect(JSON.parse(text)).toMatchObject([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
  });
});
