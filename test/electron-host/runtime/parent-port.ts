/**
 * Loaded into each utility process before the app's own module: makes Node look like Electron's Node there, with
 * `process.parentPort` in the place of Node's channel. The child ends when its parent does, as a real one does.
 */
import { EventEmitter } from 'node:events';
import { z } from 'zod';

const packet = z.object({ message: z.unknown() });
const childFacts = z.object({ executable: z.string(), electronVersion: z.string() });

/** Messages are queued until somebody listens, as Electron's port does. */
class ParentPort extends EventEmitter {
  readonly #post: (message: unknown) => void;
  readonly #queue: unknown[] = [];

  constructor(post: (message: unknown) => void) {
    super();
    this.#post = post;
    this.on('newListener', (name) => {
      if (name === 'message') setImmediate(() => this.#flush());
    });
  }

  postMessage(message: unknown): void {
    this.#post(message);
  }

  /** A message that arrived from the parent. */
  static deliver(port: ParentPort, data: unknown): void {
    port.#queue.push(data);
    if (port.listenerCount('message') > 0) port.#flush();
  }

  #flush(): void {
    for (const data of this.#queue.splice(0)) this.emit('message', { data, ports: [] });
  }
}

function install(): void {
  const { executable, electronVersion } = childFacts.parse(JSON.parse(process.env.ELECTRON_HOST_CHILD ?? ''));
  delete process.env.ELECTRON_HOST_CHILD;

  const send = process.send?.bind(process);
  if (!send) throw new Error('A utility process of the test host must be started by its utilityProcess module.');
  const port = new ParentPort((message) => send(message));
  process.on('message', (received) => ParentPort.deliver(port, packet.parse(received).message));
  process.on('disconnect', () => process.exit(0));
  // A child that listens to nothing ends when it has nothing left to do.
  process.channel?.unref();
  port.on('newListener', (name) => name === 'message' && process.channel?.ref());
  delete process.send;

  Object.defineProperties(process, {
    parentPort: { value: port, enumerable: true },
    type: { value: 'utility', enumerable: true },
    execPath: { value: executable, enumerable: true, writable: true },
  });
  Object.defineProperty(process.versions, 'electron', { value: electronVersion, enumerable: true });
}

install();
