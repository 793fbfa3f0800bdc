/** A target of MQTT 5 that refuses: for now, and then the message waits; or for good, and then it is left out. */
import { connectAsync } from 'mqtt';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { adminSnapshotSchema } from '../../../sidecar/admin/schema.ts';
import { startMosquitto } from '../../support/mosquitto.ts';
import { until } from '../../support/polling.ts';
import { connack, packet, PACKET, startScriptedBroker, type ReceivedPacket } from '../../support/scripted-broker.ts';
import { startTestSidecar } from '../../support/sidecar.ts';

interface Published {
  readonly identifier: Buffer;
  readonly payload: string;
}

/** The end of a PUBLISH of QoS 1 holds its payload: one character in these tests. */
function read({ body }: ReceivedPacket): Published {
  const at = 2 + body.readUInt16BE(0);
  return { identifier: body.subarray(at, at + 2), payload: body.subarray(-1).toString() };
}

/** What became of the messages 0 to 9, when the target answers each time with what `answer` says. */
async function forwardTo(answer: (payload: string, time: number) => number | 'disconnect with 0x97') {
  const times = new Map<string, number>();
  const accepted: string[] = [];
  const cloud = await startScriptedBroker((received, client) => {
    if (received.type === PACKET.connect) client.send(connack(5));
    if (received.type !== PACKET.publish) return;
    const { identifier, payload } = read(received);
    const time = (times.get(payload) ?? 0) + 1;
    times.set(payload, time);
    const code = answer(payload, time);
    if (code === 'disconnect with 0x97') {
      client.send(packet(PACKET.disconnect, 0, 0x97, 0));
      client.socket.end();
      return;
    }
    client.send(packet(PACKET.puback, 0, identifier, code, 0));
    if (code < 0x80) accepted.push(payload);
  });
  const plant = await startMosquitto();
  onTestFinished(() => plant.dispose());
  const reconnect = { minMs: 50, maxMs: 100 };
  const sidecar = await startTestSidecar({
    profiles: { plant: { url: plant.url, reconnect }, cloud: { url: cloud.url, reconnect } },
    defaultProfile: 'plant',
    forward: [{ from: 'plant', to: 'cloud', topics: ['a'] }],
    log: { level: 'error' },
  });
  onTestFinished(() => sidecar.stop());
  await plant.waitForLog(/Sending SUBACK to mqttx-sse/);
  const machine = await connectAsync(plant.url);
  onTestFinished(() => machine.endAsync(true));
  await Promise.all(all.map((payload) => machine.publishAsync('a', payload, { qos: 1 })));
  const forward = async () => {
    const headers = { Authorization: `Bearer ${sidecar.adminToken}` };
    const response = await fetch(`${sidecar.origin}/mqttx/admin/v1/snapshot`, { headers });
    return adminSnapshotSchema.parse(z.unknown().parse(await response.json())).forwards?.[0];
  };
  return { accepted, times, forward };
}

const all = Array.from({ length: 10 }, (_none, index) => String(index));

it.each([0x80, 0x83, 0x91, 0x97])('a message refused with %i for now is sent until it is taken, and says so', async (code) => {
  const { accepted, times, forward } = await forwardTo((payload, time) => (payload === '4' && time < 3 ? code : 0));
  await until('the refusal is told', async () => (await forward())?.problem?.includes('does not take a message for now') === true);
  await until('all are dealt with', async () => (await forward())?.pending === 0);
  expect([...new Set(accepted)].toSorted()).toEqual(all);
  expect(times.get('4')).toBe(3);
  expect(await forward()).toMatchObject({ forwarded: 10, failed: 0, problem: null, lastError: expect.stringContaining('0x') });
});

it.each([0x90, 0x99])('a message refused with %i for good is left out at once', async (code) => {
  const { accepted, times, forward } = await forwardTo((payload) => (payload === '4' ? code : 0));
  await until('all are dealt with', async () => (await forward())?.pending === 0);
  expect(accepted).toEqual(all.filter((payload) => payload !== '4'));
  expect([...times.values()]).toEqual(all.map(() => 1));
  expect(await forward()).toMatchObject({ forwarded: 9, failed: 1 });
});

it('a message is kept however often the target ends the connection for its own quota', async () => {
  const { accepted, forward } = await forwardTo((payload, time) => (payload === '4' && time < 8 ? 'disconnect with 0x97' : 0));
  await until('all are dealt with', async () => (await forward())?.pending === 0, 40_000);
  expect([...new Set(accepted)].toSorted()).toEqual(all);
  expect(await forward()).toMatchObject({ failed: 0 });
});
