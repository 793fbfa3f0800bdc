import { beforeEach, describe, expect, it } from 'vitest';
import { activityEntrySchema, activityPageSchema, type ActivityEntry } from '../../../sidecar/admin/schema.ts';
import { createActivityLog, type ActivityLog } from '../../../sidecar/observe/activity.ts';
import { createRedactor } from '../../../sidecar/observe/redact.ts';

const call = (further: Partial<ActivityEntry> = {}): Omit<ActivityEntry, 'id'> => ({
  at: 1,
  session: 's1',
  client: 'inspector 1.0',
  principal: 'anonymous',
  tool: 'mqttPublish',
  arguments: {},
  outcome: 'ok',
  result: 'Published.',
  durationMs: 1.5,
  ...further,
});

describe('The activity record', () => {
  let activity: ActivityLog;
  let errors: unknown[];

  beforeEach(() => {
    let count = 0;
    errors = [];
    activity = createActivityLog({
      redactor: createRedactor(['QX-known-secret']),
      keep: 5,
      newId: () => `id${(count += 1)}`,
      onListenerError: (error) => errors.push(error),
    });
  });

  const ids = (...parameters: Parameters<ActivityLog['list']>) => activity.list(...parameters).entries.map(({ id }) => id);

  it('lists the latest calls, the newest first, in the shape that the dashboard reads', () => {
    for (let at = 1; at <= 7; at += 1) activity.record(call({ at }));
    expect(ids()).toEqual(['id7', 'id6', 'id5', 'id4', 'id3']);
    expect(activityPageSchema.parse(activity.list())).toEqual(activity.list());
  });

  it('filters by tool and outcome', () => {
    activity.record(call({ tool: 'mqttConnect' }));
    activity.record(call({ outcome: 'error' }));
    activity.record(call({ tool: 'mqttConnect', outcome: 'denied' }));
    expect(ids({ tool: 'mqttConnect' })).toEqual(['id3', 'id1']);
    expect(ids({ outcome: 'error' })).toEqual(['id2']);
    expect(ids({ tool: 'mqttConnect', outcome: 'ok' })).toEqual(['id1']);
  });

  it('filters by what was decided', () => {
    activity.record(call({ decision: { verdict: 'refused', rule: 'rule 1', by: 'client' } }));
    activity.record(call({ decision: { verdict: 'allowed', rule: null, by: null } }));
    expect(ids({ verdict: 'refused' })).toEqual(['id1']);
    expect(ids({ verdict: 'refused', tool: 'none' })).toEqual([]);
  });

  it('gives pages that meet without a gap and without a repetition, while new calls come in', () => {
    for (let at = 1; at <= 4; at += 1) activity.record(call({ at }));
    const first = activity.list({ limit: 2 });
    expect(first.entries.map(({ id }) => id)).toEqual(['id4', 'id3']);
    activity.record(call());
    const second = activity.list({ limit: 2, before: String(first.next) });
    expect(second.entries.map(({ id }) => id)).toEqual(['id2', 'id1']);
    expect(second.next).toBeNull();
  });

  it('gives an empty page behind a call that it no longer keeps', () => {
    activity.record(call());
    expect(activity.list({ before: 'gone' })).toEqual({ entries: [], next: null });
  });

  it('keeps no secret of arguments and results, at any depth', () => {
    activity.record(
      call({
        tool: 'mqttConnect',
        arguments: {
          url: 'mqtt://user:QX-typed@host',
          password: 'QX-typed',
          tls: { key: '-----BEGIN PRIVATE KEY-----\nQX-typed', cert: 'QX-typed', rejectUnauthorized: true },
          will: { payload: '{"token":"QX-typed"}' },
          servers: [{ apiKey: 'QX-typed' }],
          note: 'it is QX-known-secret',
          port: 1883,
        },
        result: 'Connected with QX-known-secret to mqtt://u:QX-typed@host.',
      }),
    );
    const [entry] = activity.list().entries;
    expect(JSON.stringify(entry)).not.toMatch(/QX-/);
    expect(entry?.arguments).toMatchObject({ port: 1883, tls: { rejectUnauthorized: true }, note: 'it is [redacted]' });
  });

  it('shortens long texts and says by how much', () => {
    activity.record(
      call({ arguments: { payload: 'x'.repeat(700) }, result: Array.from({ length: 20 }, (_, line) => `line ${line}`).join('\n') }),
    );
    const [entry] = activity.list().entries;
    expect(entry?.arguments['payload']).toBe(`${'x'.repeat(500)}… (200 more characters)`);
    expect(entry?.result).toMatch(/line 11\n… \(8 more lines\)$/);
  });

  it('tells subscribers of each call, redacted, until they leave; one that throws harms nobody', () => {
    const told: ActivityEntry[] = [];
    activity.subscribe(() => {
      throw new Error('listener broke');
    });
    const leave = activity.subscribe((entry) => told.push(entry));
    activity.record(call({ arguments: { password: 'QX-typed' } }));
    leave();
    activity.record(call());
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ id: 'id1', arguments: { password: '[redacted]' } });
    expect(activityEntrySchema.parse(told[0])).toEqual(told[0]);
    expect(errors).toHaveLength(2);
  });

  it('gives each call an id of its own by itself', () => {
    const plain = createActivityLog({ redactor: createRedactor() });
    plain.subscribe(() => {
      throw new Error('nobody listens to this');
    });
    for (let count = 0; count < 3; count += 1) plain.record(call());
    expect(new Set(plain.list().entries.map(({ id }) => id)).size).toBe(3);
  });
});
