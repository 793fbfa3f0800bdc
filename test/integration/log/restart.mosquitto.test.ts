/** What a restart of the sidecar leaves as it was: subscriptions, the session at the broker, numbers, and what may be said to be complete. */
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { QoS } from '../../../sidecar/mqtt/types.ts';
import { startMosquitto, type Mosquitto, type MosquittoOptions } from '../../support/mosquitto.ts';
import { eventually, openReadyConnection, text } from '../../support/mqtt.ts';
import { until } from '../../support/polling.ts';
import { contents, temporaryFolder } from '../../unit/log/support.ts';
import { startCore, type Core } from './core.ts';

async function startBroker(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const broker = await startMosquitto(options);
  onTestFinished(() => broker.dispose());
  return broker;
}

function channelOf({ hub }: Core) {
  const channel = hub.get('local')?.channel;
  if (channel === undefined) throw new Error('The profile is not connected.');
  return channel;
}

const history = (): string => join(temporaryFolder(), 'history.db');

it.each<[QoS, 4 | 5]>([
  [1, 4],
  [1, 5],
  [2, 4],
  [2, 5],
])('a kept subscription of QoS %i on version %i gets what was sent while the sidecar was away', async (qos, protocolVersion) => {
  const broker = await startBroker();
  const path = history();
  const { connection: sender } = await openReadyConnection(broker.url);
  const first = startCore(path, { url: broker.url, protocolVersion });
  const { id } = await first.durable.add('local', 'sensor/+', qos);
  await sender.publish(text('sensor/a', 'before', { qos }));
  await eventually(() => expect(contents(channelOf(first).log)).toEqual(['1:before']));
  const { epoch } = channelOf(first).log;
  const since = channelOf(first).continuousSince('sensor/+');
  await first.stop();
  for (const payload of ['1', '2', '3']) await sender.publish(text('sensor/b', payload, { qos }));

  const second = startCore(path, { url: broker.url, protocolVersion });
  await eventually(() => expect(contents(channelOf(second).log)).toEqual(['1:before', '2:1', '3:2', '4:3']));
  const { log } = channelOf(second);
  expect([log.epoch, channelOf(second).continuousSince('sensor/+')]).toEqual([epoch, since]);
  expect(second.durable.list('local')).toEqual([{ id, topic: 'sensor/+', qos }]);
  await sender.publish(text('sensor/a', 'after', { qos }));
  await eventually(() => expect(contents(log).at(-1)).toBe('5:after'));
});

it('a kept subscription that was removed stays away', async () => {
  const broker = await startBroker();
  const path = history();
  const first = startCore(path, { url: broker.url });
  const { id } = await first.durable.add('local', 'a', 1);
  await first.durable.add('local', 'b', 1);
  await expect(first.durable.remove('other', id)).rejects.toMatchObject({ code: 'subscription-not-found' });
  await first.durable.remove('local', id);
  await first.stop();
  const second = startCore(path, { url: broker.url });
  await eventually(() => expect(channelOf(second).connection.state.name).toBe('connected'));
  expect(second.durable.list('local').map(({ topic }) => topic)).toEqual(['b']);
});

it('the same filter again keeps its id and gets the other QoS, and an invalid one leaves nothing behind', async () => {
  const broker = await startBroker();
  const core = startCore(history(), { url: broker.url });
  const first = await core.durable.add('local', 'a', 0);
  const second = await core.durable.add('local', 'a', 2);
  expect(second).toEqual({ ...first, qos: 2 });
  await expect(core.durable.add('local', 'a/#/b', 0)).rejects.toMatchObject({ code: 'invalid-topic-filter' });
  await expect(core.durable.add('nobody', 'a', 0)).rejects.toMatchObject({ code: 'connection-not-found' });
  expect(core.durable.list('local')).toEqual([second]);
});

it('the same filter asked for several times at once is kept once, and no more than the limit are kept', async () => {
  const broker = await startBroker();
  const core = startCore(history(), { url: broker.url });
  const same = await Promise.all([0, 1, 2].map(() => core.durable.add('local', 'a', 1)));
  expect(core.durable.list('local')).toEqual(same.slice(0, 1));
  const outcomes = await Promise.allSettled(Array.from({ length: 105 }, (_none, n) => core.durable.add('local', `many/${n}`, 0)));
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  expect(refused).toEqual(Array.from({ length: 6 }, () => expect.objectContaining({ code: 'limit-reached' })));
  expect(core.durable.list('local')).toHaveLength(100);
});

it('a profile whose certificates cannot be read any more keeps the sidecar from nothing else', async () => {
  const broker = await startBroker();
  const path = history();
  const first = startCore(path, { url: broker.url });
  await first.durable.add('local', 'a', 1);
  await first.stop();
  const second = startCore(path, { url: 'mqtts://127.0.0.1:8883', tls: { ca: 'gone.pem' } });
  await expect(second.profiles.acquire('local')).rejects.toMatchObject({ code: 'invalid-configuration' });
  await second.stop();
  const third = startCore(path, { url: broker.url });
  expect(third.durable.list('local').map(({ topic }) => topic)).toEqual(['a']);
});

it('what a reader had subscribed is held at the broker until the reader may have come back, and ended then', async () => {
  const broker = await startBroker();
  const path = history();
  const { connection: sender } = await openReadyConnection(broker.url);
  const first = startCore(path, { url: broker.url });
  const { channel } = await first.profiles.acquire('local');
  await channel.subscribe({ deliver() {} }, 'read/#', { qos: 1 });
  await sender.publish(text('read/a', 'before', { qos: 1 }));
  await eventually(() => expect(contents(channel.log)).toEqual(['1:before']));
  const since = channel.continuousSince('read/#');
  await first.stop();
  await sender.publish(text('read/a', 'meanwhile', { qos: 1 }));

  const second = startCore(path, { url: broker.url }, 300);
  await eventually(() => expect(contents(channelOf(second).log)).toEqual(['1:before', '2:meanwhile']));
  expect(channelOf(second).continuousSince('read/#')).toBe(since);
  await broker.waitForLog(/Received UNSUBSCRIBE[^]*read\/#/);
  await eventually(() => expect(second.hub.get('local')).toBeUndefined());
});

it('after the broker has lost the session nothing before counts as complete', async () => {
  const broker = await startBroker();
  const path = history();
  const first = startCore(path, { url: broker.url });
  await first.durable.add('local', 'a', 1);
  const { connection: sender } = await openReadyConnection(broker.url);
  await sender.publish(text('a', 'x', { qos: 1 }));
  await eventually(() => expect(contents(channelOf(first).log)).toHaveLength(1));
  await first.stop();
  // Without persistence Mosquitto forgets its sessions.
  await broker.restart();
  const second = startCore(path, { url: broker.url });
  await eventually(() => expect(channelOf(second).connection.state.name).toBe('connected'));
  expect(channelOf(second).continuousSince('a')).toBe(2);
});

it('a profile that asks for a clean start gets one, and is told that messages may be missing', async () => {
  const broker = await startBroker();
  const path = history();
  const profile = { url: broker.url, cleanStart: true };
  const { connection: sender } = await openReadyConnection(broker.url);
  const first = startCore(path, profile);
  await first.durable.add('local', 'a', 1);
  await sender.publish(text('a', 'x', { qos: 1 }));
  await eventually(() => expect(contents(channelOf(first).log)).toHaveLength(1));
  await first.stop();
  await sender.publish(text('a', 'lost', { qos: 1 }));
  const second = startCore(path, profile);
  await eventually(() => expect(channelOf(second).connection.state.name).toBe('connected'));
  expect(channelOf(second).continuousSince('a')).toBe(2);
  await until('a new message arrives', async () => {
    await sender.publish(text('a', 'new', { qos: 1 }));
    return contents(channelOf(second).log).at(-1)?.endsWith(':new') === true;
  });
  expect(contents(channelOf(second).log).some((entry) => entry.endsWith('lost'))).toBe(false);
});

it('a subscription that ended and began anew is complete from its new beginning only', async () => {
  const broker = await startBroker();
  const core = startCore(history(), { url: broker.url });
  const { channel } = await core.profiles.acquire('local');
  const sink = { deliver() {} };
  await channel.subscribe(sink, 'a', { qos: 1 });
  await channel.subscribe(sink, 'b', { qos: 1 });
  const { connection: sender } = await openReadyConnection(broker.url);
  await sender.publish(text('a', 'x', { qos: 1 }));
  await eventually(() => expect(channel.log.next).toBe(2));
  await channel.unsubscribe(sink, 'a');
  expect(channel.continuousSince('a')).toBeUndefined();
  await channel.subscribe(sink, 'a', { qos: 1 });
  expect([channel.continuousSince('a'), channel.continuousSince('b')]).toEqual([2, 1]);
});
