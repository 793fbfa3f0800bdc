/**
 * One reader: a raw socket that asks for its stream and from then on does nothing but hand over what it reads. All of them read
 * into one buffer, so that reading leaves no garbage.
 */
import { connect, type Socket } from 'node:net';
import { connectPacket, SUBACK, subscribePacket } from './mqtt-packets.ts';
import type { Target } from './target.ts';

export interface ReaderParts {
  readonly target: Target;
  readonly topic: string;
  /** Of this reader among all that are connected at the time. */
  readonly name: string;
  /** What is read into; the bytes count only until `onBytes` returns. */
  readonly buffer: Buffer;
  readonly onBytes: (bytes: Buffer) => void;
  /** The connection has ended and nobody has asked for it. */
  readonly onLost: (reason: string) => void;
}

export class ReaderConnection {
  readonly #socket: Socket;
  #isClosing = false;

  private constructor(parts: ReaderParts, onOpen: () => void, onRefused: (reason: Error) => void) {
    const { target, buffer, onBytes, onLost } = parts;
    let isOpen = false;
    const take = (count: number): boolean => {
      const bytes = buffer.subarray(0, count);
      if (isOpen) onBytes(bytes);
      else if (isAccepted(target, bytes)) {
        isOpen = true;
        onOpen();
      } else if (target.protocol === 'sse') onRefused(new Error(`A stream was answered with ${bytes.toString('latin1', 0, 300)}`));
      return true;
    };
    const socket = connect({ host: '127.0.0.1', port: target.port, noDelay: true, onread: { buffer, callback: take } });
    this.#socket = socket;
    socket.once('connect', () => socket.write(asking(parts)));
    socket.on('error', onRefused);
    socket.on('close', () => {
      if (!this.#isClosing) onLost('The server has closed the connection.');
    });
  }

  /** Resolves once the server has accepted the stream or the subscription. */
  static open(parts: ReaderParts): Promise<ReaderConnection> {
    return new Promise((resolve, reject) => {
      const connection: ReaderConnection = new ReaderConnection(parts, () => resolve(connection), reject);
    });
  }

  close(): Promise<void> {
    this.#isClosing = true;
    return new Promise((resolve) => {
      if (this.#socket.closed) {
        resolve();
        return;
      }
      this.#socket.once('close', () => resolve());
      this.#socket.destroy();
    });
  }
}

function asking({ target, topic, name }: ReaderParts): Buffer {
  if (target.protocol === 'mqtt') return Buffer.concat([connectPacket(name), subscribePacket(topic)]);
  const path = target.path.replace('{topic}', encodeURIComponent(topic));
  return Buffer.from(`GET ${path} HTTP/1.1\r\nHost: localhost:${target.port}\r\nAccept: text/event-stream\r\n\r\n`);
}

function isAccepted({ protocol }: Target, bytes: Buffer): boolean {
  // CONNACK has four bytes (MQTT 3.1.1, section 3.2), and may come alone.
  if (protocol === 'mqtt') return bytes[0] === SUBACK || bytes[4] === SUBACK;
  return bytes.toString('latin1', 0, 13) === 'HTTP/1.1 200 ';
}
