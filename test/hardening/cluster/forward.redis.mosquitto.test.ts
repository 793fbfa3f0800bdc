/**
 * `forward` among three instances: one of them passes messages on, each once; when it is killed, another goes on from where it was
 * within ten seconds, and nothing that the source's broker has delivered is lost.
 */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { adminSnapshotSchema } from '../../../sidecar/admin/schema.ts';
import { until } from '../../support/polling.ts';
import type { Instance } from './cluster-processes.ts';
import { startForwardingProcesses } from './forwarding-processes.ts';
import { publishSteadily } from './steady-publisher.ts';

/** What is promised for a takeover. */
const TAKEOVER_MS = 10_000;
const PER_SECOND = 500;

const numbers = (count: number): string[] => Array.from({ length: count }, (_none, index) => String(index));

async function forwardAt({ origin }: Instance) {
  const response = await fetch(`${origin}/mqttx/admin/v1/snapshot`, { headers: { Authorization: 'Bearer admin-token-of-this-test' } });
  return adminSnapshotSchema.parse(z.unknown().parse(await response.json())).forwards?.[0];
}

test('every message comes to the target once, over one instance, and all of them know which', async () => {
  const { plant, arrived, instances, untilHeld } = await startForwardingProcesses();
  const holder = await untilHeld();
  await publishSteadily({ url: plant.url, topic: 'line/1', perSecond: PER_SECOND, count: 1_500 });
  await until('all have arrived', () => arrived('site7/line/1').length >= 1_500);
  await until('nothing is left to pass on', async () => (await forwardAt(holder))?.pending === 0);
  expect(arrived('site7/line/1')).toEqual(numbers(1_500));
  const seen = await Promise.all(instances.map(async (instance) => ({ name: instance.name, ...(await forwardAt(instance)) })));
  expect(seen).toMatchObject(
    instances.map(({ name }) => ({
      name,
      forwarded: name === holder.name ? 1_500 : 0,
      holder: holder.name,
      isActive: name === holder.name,
    })),
  );
}, 60_000);

test('another instance goes on when the one that passes messages on is killed under load, and nothing is lost', async () => {
  const { plant, arrived, untilHeld } = await startForwardingProcesses();
  const holder = await untilHeld();
  let killed: Promise<unknown> | undefined;
  const published = publishSteadily({
    url: plant.url,
    topic: 'line/1',
    perSecond: PER_SECOND,
    count: 6_000,
    onSent(sent) {
      if (sent < 1_000 || killed !== undefined) return;
      holder.run.child.kill('SIGKILL');
      killed = holder.run.exit();
    },
  });
  await until('it is killed', () => killed !== undefined);
  await killed;
  const before = arrived('site7/line/1').length;
  await until('messages arrive again', () => arrived('site7/line/1').length > before + 200, TAKEOVER_MS);
  await untilHeld(holder);
  await published;
  await until('all have arrived', () => new Set(arrived('site7/line/1')).size >= 6_000, 30_000);
  expect([...new Set(arrived('site7/line/1'))]).toEqual(numbers(6_000));
  // Those whose answer or place was under way when it was killed.
  expect(arrived('site7/line/1').length - 6_000).toBeLessThan(500);
}, 60_000);

test('what comes while the target is away, and while an instance is killed meanwhile, arrives when it is back', async () => {
  const { plant, cloud, arrived, untilHeld } = await startForwardingProcesses();
  const holder = await untilHeld();
  await publishSteadily({ url: plant.url, topic: 'line/1', perSecond: PER_SECOND, count: 200 });
  await until('the first have arrived', () => arrived('site7/line/1').length >= 200);
  await cloud.stop();
  const published = publishSteadily({ url: plant.url, topic: 'line/2', perSecond: PER_SECOND, count: 2_000 });
  holder.run.child.kill('SIGKILL');
  await published;
  await untilHeld(holder);
  await cloud.start();
  await until('all have arrived', () => new Set(arrived('site7/line/2')).size >= 2_000, 30_000);
  expect([...new Set(arrived('site7/line/2'))]).toEqual(numbers(2_000));
}, 60_000);
