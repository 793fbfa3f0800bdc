/** Thousands of streams: what they hold is given back when they close, and the process ends in time while they are open. */
import { Socket } from 'node:net';
import { queryObjects } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { ReaderConnection } from '../../../bench/streams/reader-connection.ts';
import { BrowserStream } from '../../../sidecar/bridge/browser-stream.ts';
import { StreamSocket } from '../../../sidecar/bridge/stream-socket.ts';
import { SharedSubscription } from '../../../sidecar/hub/shared-subscription.ts';
import { adminSnapshotSchema } from '../../../sidecar/admin/schema.ts';
import { concurrently } from '../../../bench/lib/concurrently.ts';
import { runCli } from '../../support/cli.ts';
import { startMosquitto } from '../../support/mosquitto.ts';
import { until } from '../../support/polling.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';

async function openStreams(port: number, count: number): Promise<ReaderConnection[]> {
  const buffer = Buffer.alloc(64 * 1024);
  const target = { protocol: 'sse', port, path: '/mqttx/stream?topic={topic}' } as const;
  return concurrently(count, 20, (index) =>
    ReaderConnection.open({ target, topic: `own/${index}`, name: `${index}`, buffer, onBytes: () => {}, onLost: () => {} }),
  );
}

function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
}

/** Counted after a collection, whoever holds them. */
function held() {
  const count = (kind: Parameters<typeof queryObjects>[0]): number => queryObjects(kind, { format: 'count' });
  return {
    streams: count(BrowserStream),
    streamSockets: count(StreamSocket),
    subscriptions: count(SharedSubscription),
    sockets: count(Socket),
  };
}

/** Once nothing is on its way to its end any more, as the connection of the latest request is for a moment. */
async function heldAtRest() {
  await until('no socket is open', () => openSockets() === 0);
  let latest = held();
  await until('no more is let go', () => {
    const earlier = latest;
    latest = held();
    return JSON.stringify(latest) === JSON.stringify(earlier);
  });
  return latest;
}

async function snapshotOf(sidecar: TestSidecar) {
  const response = await fetch(`${sidecar.origin}/mqttx/admin/v1/snapshot`, {
    headers: { Authorization: `Bearer ${sidecar.adminToken}`, Connection: 'close' },
  });
  return adminSnapshotSchema.parse(await response.json());
}

describe('thousands of streams', () => {
  it('give everything back when they are closed', async () => {
    await using broker = await startMosquitto();
    await using sidecar = await startTestSidecar({ profiles: { local: { url: broker.url } }, stream: { lingerSeconds: 0 } });
    const openAndClose = async (): Promise<void> => {
      const streams = await openStreams(sidecar.port, 500);
      expect((await snapshotOf(sidecar)).streams).toHaveLength(500);
      await Promise.all(streams.map((stream) => stream.close()));
      await until('the connection to the broker is given back', async () => (await snapshotOf(sidecar)).connections.length === 0);
      expect((await snapshotOf(sidecar)).streams).toHaveLength(0);
    };
    await openAndClose();
    const before = await heldAtRest();
    await openAndClose();
    await until('the same is held as before', () => openSockets() === 0 && JSON.stringify(held()) === JSON.stringify(before));
    expect(before).toMatchObject({ streams: 0, streamSockets: 0, subscriptions: 0 });
  });

  it('do not keep the process from ending in order, each with a topic of its own', async () => {
    await using broker = await startMosquitto();
    const profiles = JSON.stringify({ local: { url: broker.url } });
    await using sidecar = runCli(['--port', '0', '--no-embedded-broker'], { MQTTX_SSE_PROFILES: profiles });
    const streams = await openStreams(Number(new URL(await sidecar.origin()).port), 4_000);
    sidecar.child.kill('SIGTERM');
    expect(await sidecar.exit()).toEqual({ code: 0, signal: null });
    expect(sidecar.stderr()).not.toContain('Stopping took too long');
    await Promise.all(streams.map((stream) => stream.close()));
  });
});
