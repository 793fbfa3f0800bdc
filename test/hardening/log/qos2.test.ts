/** A sidecar that is killed between PUBREC and PUBREL: the broker has forgotten the message then, so it has to be in the log. */
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { runCli, type CliRun } from '../../support/cli.ts';
import { eventually } from '../../support/mqtt.ts';
import { until } from '../../support/polling.ts';
import { freePort } from '../../support/ports.ts';
import { connack, mqttString, packet, PACKET, startScriptedBroker } from '../../support/scripted-broker.ts';
import { openReturningReader, type ReadEvent } from '../../support/returning-reader.ts';
import { temporaryFolder } from '../../unit/log/support.ts';

test('a message of QoS 2 survives a kill between PUBREC and PUBREL, and comes once', async () => {
  let sidecar: CliRun | undefined;
  const broker = await startScriptedBroker(({ type, body }, client, nth) => {
    if (type === PACKET.connect) client.send(connack(4, 0, nth > 0));
    if (type === PACKET.connect && nth > 0) client.send(packet(PACKET.pubrel, 2, 0, 7));
    if (type === PACKET.subscribe) client.send(packet(9, 0, body.subarray(0, 2), 2));
    if (type === PACKET.pubrec) sidecar?.child.kill('SIGKILL');
  });
  const port = await freePort();
  const path = join(temporaryFolder(), 'history.db');
  const start = (): CliRun =>
    runCli(['--port', String(port), '--no-embedded-broker', '--history-store', 'sqlite', '--history-path', path], {
      MQTTX_SSE_PROFILES: JSON.stringify({ local: { url: broker.url, protocolVersion: 4 } }),
    });
  sidecar = start();
  onTestFinished(() => sidecar?.[Symbol.asyncDispose]());
  await sidecar.origin();
  const events: ReadEvent[] = [];
  using reader = openReturningReader({
    url: `http://127.0.0.1:${port}/mqttx/stream?topic=a&qos=2`,
    onEvent: (event) => events.push(event),
  });
  await until('the stream is open', () => reader.connections === 1);
  // It does not wait long for a broker that is slow.
  await until('it is subscribed', () => broker.clients[0]?.received.some(({ type }) => type === PACKET.subscribe) === true);
  broker.clients[0]?.send(packet(PACKET.publish, 4, mqttString('a'), 0, 7, Buffer.from('once')));
  expect(await sidecar.exit()).toEqual({ code: null, signal: 'SIGKILL' });
  sidecar = start();
  await sidecar.origin();
  await until('the broker has its PUBCOMP', () => broker.clients.at(-1)?.received.some(({ type }) => type === PACKET.pubcomp) === true);
  const payloads = (): string[] =>
    events.filter(({ event }) => event === 'message').map(({ data }) => z.object({ payload: z.string() }).parse(JSON.parse(data)).payload);
  await eventually(() => expect(payloads()).toEqual(['once']));
  expect(events.filter(({ event }) => event === 'gap')).toEqual([]);
});
