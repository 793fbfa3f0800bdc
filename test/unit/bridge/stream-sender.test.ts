import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { eventText, frame } from '../../../sidecar/bridge/event-frame.ts';
import type { QueuedEvent } from '../../../sidecar/bridge/event-run.ts';
import { Outbox, type SlowConsumerPolicy } from '../../../sidecar/bridge/outbox.ts';
import { BATCH_FRAME_BYTES, StreamSender, type SenderOwner } from '../../../sidecar/bridge/stream-sender.ts';
import { StreamSocket } from '../../../sidecar/bridge/stream-socket.ts';
import { WriteTurns } from '../../../sidecar/bridge/write-turns.ts';
import { formatEventId, HubMessage } from '../../../sidecar/hub/message.ts';
import { until } from '../../support/polling.ts';

const BUDGET = 256 * 1024;
const CHUNK = 64 * 1024;
/** More than the kernel and the budget hold together. */
const EVENTS = 4_000;

/** Both ends of a connection; the far one never reads unless it is told to. */
async function openPair(): Promise<{ near: Socket; far: Socket }> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const accepted = once(server, 'connection');
  const far = connect({ port: address.port, host: '127.0.0.1' });
  far.pause();
  const near = await accepted.then(([socket]: Socket[]) => socket);
  if (near === undefined) throw new Error('Nobody came.');
  onTestFinished(() => {
    near.destroy();
    far.destroy();
    server.close();
  });
  return { near, far };
}

function largeMessage(seq: number): HubMessage {
  const payload = Buffer.alloc(10 * CHUNK, 'x');
  return new HubMessage('a', 'e', seq, { topic: 't', payload, qos: 0, retain: false, dup: false, receivedAt: 0 });
}

interface Options {
  readonly policy: SlowConsumerPolicy;
  readonly batch?: SenderOwner['batch'];
}

async function openSender({ policy, batch }: Options) {
  const { near, far } = await openPair();
  const socket = new StreamSocket(near, 'chunked');
  const outbox = new Outbox({ maxBytes: batch === undefined ? BUDGET : BUDGET - BATCH_FRAME_BYTES, policy });
  const told = { lost: 0, isCut: false, most: 0 };
  const look = (): void => {
    told.most = Math.max(told.most, outbox.bytes + socket.pendingBytes);
  };
  const owner: SenderOwner = {
    chunkBytes: CHUNK,
    batch,
    find: ({ seq }) => largeMessage(seq),
    delivered: look,
    lost: ({ dropped }) => (told.lost += dropped),
    overBudget: () => {
      told.isCut = true;
      socket.cut();
    },
    idle: look,
  };
  const errors: unknown[] = [];
  const turns = new WriteTurns((error) => errors.push(error));
  const sender = new StreamSender(owner, socket, outbox, turns);
  socket.listen({ drained: () => sender.writeDue(), closed: () => sender.close() });
  return { sender, far, told, look, errors };
}

/** Of many sizes; one in fifty is too large for one event. */
function eventOf(seq: number, isBatched: boolean): QueuedEvent {
  const message = { id: `e-${seq}`, topic: `t/${seq % 7}`, epoch: 'e', seq };
  if (seq % 50 === 49) return { bytes: undefined, size: 256, message };
  const data = JSON.stringify({ topic: message.topic, payload: 'x'.repeat((seq * 7_919) % 9_000) });
  const bytes = isBatched ? Buffer.from(data) : frame(eventText({ id: message.id, event: 'message', data }), 'chunked');
  return { bytes, size: bytes.length + (isBatched ? 1 : 0), message };
}

const batch = { windowMs: 1, maxMessages: 1_000 };

it.each<Options>([
  { policy: 'drop-oldest' },
  { policy: 'latest-per-topic' },
  { policy: 'disconnect' },
  { policy: 'drop-oldest', batch },
  { policy: 'disconnect', batch },
])('keeps what waits and what is in the connection within the budget at every moment: $policy, batch $batch', async (options) => {
  const { sender, far, told, look, errors } = await openSender(options);
  for (let seq = 0; seq < EVENTS && !told.isCut; seq += 1) {
    sender.push(eventOf(seq, options.batch !== undefined));
    if (!told.isCut) look();
    if (seq % 20 === 0) await new Promise(setImmediate);
  }
  expect(told.isCut).toBe(options.policy === 'disconnect');
  expect(told.most).toBeLessThanOrEqual(BUDGET);
  expect(told.most).toBeGreaterThan(BUDGET / 2);
  expect(errors).toEqual([]);
  if (told.isCut) return;
  // What it missed is told once it reads, and counted.
  let received = '';
  far.setEncoding('latin1').on('data', (text: string) => (received += text));
  far.resume();
  await until('the last message arrives', () => received.includes(formatEventId('e', EVENTS - 1)));
  const gaps = [...received.matchAll(/event: gap\ndata: .*"dropped":(\d+)/g)].map(([, dropped]) => Number(dropped));
  expect(gaps.reduce((sum, dropped) => sum + dropped, 0)).toBe(told.lost);
  expect(told.lost).toBeGreaterThan(0);
});
