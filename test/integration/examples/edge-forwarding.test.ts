/** Edge forwarding, as its one command. */
import { expect, it, vi } from 'vitest';
import { z } from 'zod';
import { runExample } from '../../support/example.ts';
import { until } from '../../support/polling.ts';

vi.setConfig({ testTimeout: 120_000 });

const lineSchema = z.object({ topic: z.string().startsWith('site7/line/'), value: z.object({ count: z.number() }) });

it('brings every measurement to the cloud, in order, over an outage of the link', async () => {
  const example = await runExample('edge-forwarding');
  const counts = () =>
    example
      .stdout()
      .split('\n')
      .slice(0, -1)
      .map((line) => lineSchema.parse(JSON.parse(line)).value.count);
  await until('the link was down', () => example.stderr().includes('is down'));
  await until('the link works again', () => example.stderr().includes('works again'));
  await until('what came meanwhile is over', () => counts().some((count) => count >= 85));
  const unique = [...new Set(counts())];
  expect(unique).toEqual(unique.map((_none, index) => (unique[0] ?? 0) + index));
  expect(await example.stop()).toBe(0);
});
