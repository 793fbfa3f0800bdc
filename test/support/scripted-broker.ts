/**
 * A TCP server that answers MQTT packets as a test scripts it, byte by byte where need be: for brokers that misbehave, and
 * for packets that the real brokers at hand never send. Knows just enough of the format to cut the stream into packets.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { listenOnFreePort } from './ports.ts';

/** Packet types as they stand in the first four bits (MQTT 5.0, table 2-1). */
export const PACKET = {
  connect: 1,
  publish: 3,
  puback: 4,
  pubrec: 5,
  pubrel: 6,
  pubcomp: 7,
  subscribe: 8,
  suback: 9,
  unsubscribe: 10,
  pingreq: 12,
  disconnect: 14,
} as const;

export interface ReceivedPacket {
  readonly type: number;
  readonly flags: number;
  /** Everything behind the fixed header. */
  readonly body: Buffer;
  /** Bytes of the whole packet. */
  readonly size: number;
}

export interface ScriptedClient {
  readonly socket: Socket;
  /** Protocol level of its CONNECT. */
  readonly version: number;
  readonly received: readonly ReceivedPacket[];
  send(...bytes: readonly (number | Buffer)[]): void;
}

/** Called for each packet; `nth` counts the connections from 0. */
export type Script = (packet: ReceivedPacket, client: ScriptedClient, nth: number) => void;

export interface ScriptedBroker {
  readonly port: number;
  readonly url: string;
  /** Every connection so far. */
  readonly clients: readonly ScriptedClient[];
}

/** A packet with its length; fits bodies below 16,384 bytes. */
export function packet(type: number, flags: number, ...parts: readonly (number | Buffer)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : part)));
  const length = body.length < 128 ? Buffer.of(body.length) : Buffer.of((body.length % 128) | 128, body.length >> 7);
  return Buffer.concat([Buffer.of((type << 4) | flags), length, body]);
}

export function mqttString(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 0xff), bytes]);
}

/** CONNACK of either version; MQTT 5 has properties, given as bytes. */
export function connack(version: number, code = 0, sessionPresent = false, properties: readonly number[] = []): Buffer {
  const head = [sessionPresent ? 1 : 0, code];
  return version === 5 ? packet(2, 0, ...head, properties.length, ...properties) : packet(2, 0, ...head);
}

/** The first packet of what has come; undefined until all of it has. */
export function cutPacket(buffer: Buffer): { readonly packet: ReceivedPacket; readonly rest: Buffer } | undefined {
  let length = 0;
  let position = 1;
  for (let shift = 0; ; shift += 7) {
    const byte = buffer[position];
    if (byte === undefined) return undefined;
    position += 1;
    length |= (byte & 127) << shift;
    if (byte < 128) break;
  }
  const end = position + length;
  const first = buffer[0];
  if (first === undefined || buffer.length < end) return undefined;
  const body = buffer.subarray(position, end);
  return { packet: { type: first >> 4, flags: first & 15, body, size: end }, rest: buffer.subarray(end) };
}

export async function startScriptedBroker(script: Script): Promise<ScriptedBroker> {
  const clients: ScriptedClient[] = [];
  const server = createServer({ noDelay: true }, (socket) => {
    const received: ReceivedPacket[] = [];
    const nth = clients.length;
    const client: ScriptedClient = {
      socket,
      // CONNECT: protocol name with its length, then the level (section 3.1.2).
      get version() {
        return received[0]?.body[6] ?? 0;
      },
      received,
      send: (...parts) => socket.write(Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : part)))),
    };
    clients.push(client);
    let pending: Buffer = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      for (let next = cutPacket(pending); next !== undefined; next = cutPacket(pending)) {
        pending = next.rest;
        received.push(next.packet);
        script(next.packet, client, nth);
      }
    });
  });
  const port = await listenOnFreePort(server);
  onTestFinished(async () => {
    for (const { socket } of clients) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return { port, url: `mqtt://127.0.0.1:${port}`, clients };
}
