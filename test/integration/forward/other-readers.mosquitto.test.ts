/** What a forward asks of its source's broker is its own affair: whoever else reads the same filter gets what he would without it. */
import { connectAsync } from 'mqtt';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { startMosquitto } from '../../support/mosquitto.ts';
import { until } from '../../support/polling.ts';
import { startTestSidecar } from '../../support/sidecar.ts';
import { StreamClient } from '../../support/stream-client.ts';

const eventSchema = z.object({ topic: z.string(), payload: z.string(), retain: z.boolean() });

const seen = (stream: StreamClient) => stream.named('message').map(({ data }) => eventSchema.parse(JSON.parse(data)));

it('other readers of the filter see no flag that is not meant for them, and retained messages when they ask', async () => {
  await using plant = await startMosquitto();
  await using cloud = await startMosquitto();
  const machine = await connectAsync(plant.url, { protocolVersion: 5 });
  onTestFinished(() => machine.endAsync(true));
  await machine.publishAsync('line/1', 'known', { qos: 1, retain: true });
  const office = await connectAsync(cloud.url, { protocolVersion: 5 });
  onTestFinished(() => office.endAsync(true));
  const forwarded: { payload: string; retain: boolean }[] = [];
  office.on('message', (_topic, payload, { retain }) => forwarded.push({ payload: payload.toString(), retain }));
  await office.subscribeAsync('line/#', { qos: 1, rap: true });
  await using sidecar = await startTestSidecar({
    profiles: { plant: { url: plant.url, clientId: 'gateway' }, cloud: { url: cloud.url } },
    defaultProfile: 'plant',
    forward: [{ from: 'plant', to: 'cloud', topics: ['line/#'] }],
  });
  await plant.waitForLog(/Sending SUBACK to gateway-forward/);
  await using first = await StreamClient.open(sidecar.origin, 'topic=line/%23&qos=1');
  await first.untilMessages(1);
  await machine.publishAsync('line/1', 'on', { qos: 1, retain: true });
  await first.untilMessages(2);
  await using second = await StreamClient.open(sidecar.origin, 'topic=line/%23&qos=1');
  await second.untilMessages(1);
  await machine.publishAsync('line/1', 'off', { qos: 1 });
  await Promise.all([first.untilMessages(3), second.untilMessages(2)]);
  await until('all are forwarded', () => forwarded.length >= 3);
  expect(seen(first)).toMatchObject([
    { payload: 'known', retain: true },
    { payload: 'on', retain: false },
    { payload: 'off', retain: false },
  ]);
  expect(seen(second)).toMatchObject([
    { payload: 'on', retain: true },
    { payload: 'off', retain: false },
  ]);
  expect(forwarded).toEqual([
    { payload: 'known', retain: true },
    { payload: 'on', retain: true },
    { payload: 'off', retain: false },
  ]);
  const api = await (await fetch(`${sidecar.origin}/mqttx/api/v1/connections`)).text();
  expect(api).not.toContain('forward');
});
