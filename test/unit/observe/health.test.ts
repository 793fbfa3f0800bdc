import { describe, expect, it } from 'vitest';
import { createHealth, liveReportSchema } from '../../../sidecar/observe/health.ts';

describe('Health', () => {
  it('tells who lives, and since when', () => {
    const report = createHealth({ version: '1.2.3', checks: [], pid: 42, uptime: () => 12.9 }).live();
    expect(report).toEqual({ status: 'ok', name: 'mqttx-sse-server', version: '1.2.3', pid: 42, uptimeSeconds: 12 });
    expect(liveReportSchema.parse(report)).toEqual(report);
  });

  it('names its own process unless told otherwise', () => {
    expect(createHealth({ version: '1.2.3', checks: [] }).live().pid).toBe(process.pid);
  });

  it('is ready when every check says so', async () => {
    const checks = [
      { name: 'a', check: () => ({ ok: true }) },
      { name: 'b', check: () => Promise.resolve({ ok: true, detail: '3 brokers' }) },
    ];
    expect(await createHealth({ version: '1', checks }).ready()).toEqual({
      status: 'ok',
      checks: [
        { name: 'a', status: 'ok' },
        { name: 'b', status: 'ok', detail: '3 brokers' },
      ],
    });
  });

  it('is not ready when a check says no, throws, rejects or does not answer', async () => {
    const checks = [
      { name: 'fine', check: () => ({ ok: true }) },
      { name: 'no', check: () => ({ ok: false, detail: 'draining' }) },
      {
        name: 'throws',
        check: () => {
          throw new Error('broken');
        },
      },
      { name: 'rejects', check: () => Promise.reject(new Error('gone')) },
      { name: 'hangs', check: () => new Promise<never>(() => {}) },
    ];
    const report = await createHealth({ version: '1', checks, checkTimeoutMs: 20 }).ready();
    expect(report.status).toBe('unavailable');
    expect(report.checks.map(({ name, status, detail }) => [name, status, detail])).toEqual([
      ['fine', 'ok', undefined],
      ['no', 'failed', 'draining'],
      ['throws', 'failed', 'broken'],
      ['rejects', 'failed', 'gone'],
      ['hangs', 'failed', 'no answer within 20 ms'],
    ]);
  });
});
