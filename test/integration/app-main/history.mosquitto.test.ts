/**
 * The desktop's sidecar keeps its history in SQLite by what the app starts it with: whoever reads a stream finds after a restart of
 * the sidecar what came meanwhile.
 */
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startMessage } from '../../../app/main/sidecar/start-message.ts';
import { configSchema } from '../../../sidecar/config/schema.ts';
import { createParentChannel } from '../../../sidecar/parent/channel.ts';
import { runAsChild } from '../../../sidecar/parent/run-as-child.ts';
import { childMessageSchema, type ParentMessage, type StartMessage } from '../../../sidecar/parent/schema.ts';
import { startSidecar } from '../../../sidecar/server.ts';
import { startMosquitto } from '../../support/mosquitto.ts';
import { openReadyConnection, text } from '../../support/mqtt.ts';
import { freePort } from '../../support/ports.ts';
import { StreamClient } from '../../support/stream-client.ts';
import { temporaryFolder } from '../../unit/log/support.ts';

/** Starts the sidecar as the app does, over its channel, and resolves when it is ready; returns what stops it. */
async function startAsChild(message: StartMessage): Promise<() => Promise<void>> {
  const [port, parent] = [new EventEmitter(), new EventEmitter()];
  const exited = once(parent, 'exit');
  const ready = new Promise<void>((resolve, reject) => {
    const channel = createParentChannel({
      on: (event, listener) => port.on(event, listener),
      postMessage(sent) {
        const told = childMessageSchema.parse(sent);
        if (told.type === 'ready') resolve();
        if (told.type === 'failed') reject(new Error(told.message));
      },
    });
    runAsChild({ channel, tools: [], start: startSidecar, exit: (code) => parent.emit('exit', code) });
  });
  const send = (data: ParentMessage): boolean => port.emit('message', { data });
  const alive = setInterval(() => send({ type: 'ping' }), 1_000);
  send({ ...message, config: { ...message.config, log: { level: 'silent' } } });
  await ready;
  return async () => {
    send({ type: 'stop' });
    await exited;
    clearInterval(alive);
  };
}

test('a stream goes on after a restart of the desktop’s sidecar, and misses nothing', async () => {
  await using broker = await startMosquitto();
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const message = startMessage({
    port,
    settings: { limits: configSchema.parse({}).limits },
    token: undefined,
    adminToken: 'an-admin-token-of-some-length',
    profiles: { profiles: { plant: { url: broker.url } }, defaultProfile: 'plant' },
    historyFile: join(temporaryFolder(), 'history.sqlite'),
    policy: configSchema.parse({}).policy,
  });
  const { connection } = await openReadyConnection(broker.url);

  const stop = await startAsChild(message);
  const first = await StreamClient.open(origin, 'topic=desk/%23&qos=1');
  await connection.publish(text('desk/1', 'before', { qos: 1 }));
  await first.untilMessages(1);
  await stop();
  await first.untilEnd();
  await connection.publish(text('desk/1', 'meanwhile', { qos: 1 }));

  const stopAgain = await startAsChild(message);
  onTestFinished(stopAgain);
  await using second = await StreamClient.open(origin, `topic=desk/%23&qos=1&last_event_id=${first.lastEventId}`);
  await second.untilMessages(1);
  await connection.publish(text('desk/1', 'after', { qos: 1 }));
  await second.untilMessages(2);
  expect(second.payloads).toEqual(['meanwhile', 'after']);
  expect(second.named('gap')).toEqual([]);
});
