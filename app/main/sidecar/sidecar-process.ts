/**
 * The sidecar as a utility process of Electron: messages checked on the way in, outputs as lines, the end told once and after the
 * last line. The only place that forks it.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { utilityProcess } from 'electron';
import { type ChildMessage, childMessageSchema, type ParentMessage } from '../../../sidecar/parent/schema.ts';
import { createLineReader } from './line-reader.ts';

export interface SidecarProcess {
  /** Undefined before it was spawned and after it has ended. */
  readonly pid: number | undefined;
  send(message: ParentMessage): void;
  /** At once, whatever it is doing. */
  kill(): void;
}

export interface SidecarProcessEvents {
  onMessage(message: ChildMessage): void;
  onLine(line: string): void;
  onExit(code: number): void;
}

export type ForkSidecar = (events: SidecarProcessEvents) => SidecarProcess;

/** The pipes of a process that has ended are read to their end, but not waited for longer than this. */
const DRAIN_MS = 500;

/** @param file the sidecar's bundle */
export function createFork(file: string): ForkSidecar {
  return ({ onMessage, onLine, onExit }) => {
    const child = utilityProcess.fork(file, [], { serviceName: 'MQTTX SSE Server sidecar', stdio: 'pipe' });
    const drained = Promise.all([child.stdout, child.stderr].map((stream) => readLines(stream, onLine)));

    child.on('message', (received: unknown) => {
      const message = childMessageSchema.safeParse(received);
      if (message.success) onMessage(message.data);
      else onLine(`A message of the sidecar was not understood: ${message.error.message}`);
    });
    child.once('exit', (code) => {
      void Promise.race([drained, delay(DRAIN_MS)]).then(() => onExit(code));
    });

    return {
      get pid() {
        return child.pid;
      },
      send: (message) => child.postMessage(message),
      kill() {
        // `kill()` of a utility process is a request (SIGTERM), which a hung process does not hear.
        if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
      },
    };
  };
}

async function readLines(stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): Promise<void> {
  if (stream === null) return;
  const reader = createLineReader(onLine);
  stream.setEncoding('utf8');
  const closed = Promise.withResolvers<void>();
  stream.on('data', (piece: string) => reader.push(piece));
  for (const event of ['end', 'close', 'error']) stream.once(event, () => closed.resolve());
  await closed.promise;
  reader.end();
}
