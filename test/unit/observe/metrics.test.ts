import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { metricDefinitions } from '../../../sidecar/observe/metric-definitions.ts';
import { renderMetricsReference } from '../../../sidecar/observe/render-metrics-reference.ts';
import { startTestSidecar } from '../../support/sidecar.ts';

it('The document lists the metrics that there are', () => {
  expect(readFileSync('docs/metrics.md', 'utf8')).toBe(renderMetricsReference());
});

it('Every metric is answered, with the process and how late the event loop is', async () => {
  await using sidecar = await startTestSidecar();
  const response = await fetch(`${sidecar.origin}/metrics`);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const text = await response.text();
  for (const { name } of metricDefinitions) expect(text).toContain(`# TYPE mqttx_sse_${name} `);
  expect(text).toContain('mqttx_sse_nodejs_eventloop_lag_p99_seconds ');
  expect(text).toContain('mqttx_sse_process_resident_memory_bytes ');
});

it('A request through a proxy needs the admin token', async () => {
  await using sidecar = await startTestSidecar({ admin: { token: 'secret' } });
  const ask = (headers: Record<string, string>) =>
    fetch(`${sidecar.origin}/metrics`, { headers: { 'X-Forwarded-For': '192.0.2.1', ...headers } });
  expect((await ask({})).status).toBe(401);
  expect((await ask({ Authorization: 'Bearer wrong' })).status).toBe(401);
  expect((await ask({ Authorization: 'Bearer secret' })).status).toBe(200);
});
