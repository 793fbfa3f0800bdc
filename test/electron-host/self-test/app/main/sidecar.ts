/**
 * Starts and stops the probe's child process.
 */
import { join } from 'node:path';
import { utilityProcess, type UtilityProcess } from 'electron';
import type { Status } from '../probe.ts';

export interface Sidecar {
  start(): void;
  stop(): void;
  status(): Status;
  isAlive(): boolean;
  onChange(listener: (status: Status) => void): void;
  onceStopped(listener: () => void): void;
}

const KILL_AFTER_MS = 2000;

export function createSidecar(onLine: (line: string) => void): Sidecar {
  let child: UtilityProcess | undefined;
  let status: Status = { state: 'stopped' };
  let announce: (status: Status) => void = () => {};

  const move = (next: Status): void => {
    status = next;
    announce(next);
  };

  return {
    start() {
      if (child) return;
      move({ state: 'starting' });
      child = utilityProcess.fork(join(import.meta.dirname, '../sidecar/index.js'), [], { serviceName: 'probe-sidecar', stdio: 'pipe' });
      child.stdout?.on('data', (data) => onLine(String(data).trim()));
      child.on('message', (message: { port: number }) => move({ state: 'running', port: message.port }));
      child.on('exit', () => {
        child = undefined;
        move({ state: 'stopped' });
      });
    },
    stop() {
      child?.postMessage({ type: 'stop' });
      setTimeout(() => child?.kill(), KILL_AFTER_MS).unref();
    },
    status: () => status,
    isAlive: () => child !== undefined,
    onChange: (listener) => (announce = listener),
    onceStopped: (listener) => void child?.once('exit', listener),
  };
}
