/**
 * The `utilityProcess` module over Node's child processes: messages by structured clone, pipes, exit codes as waitpid
 * has them. A child ends with the host, however that ends (see `parent-port`).
 */
import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { ForkOptions } from 'electron';
import { createEvent } from '../host/event.ts';
import { guardUnknown } from '../host/guard.ts';
import type { Lifecycle } from '../host/lifecycle.ts';

const PARENT_PORT = join(import.meta.dirname, '..', 'parent-port.ts');

type StdioMode = 'pipe' | 'ignore' | 'inherit';

export class UtilityProcess extends EventEmitter {
  pid: number | undefined;
  stdout: Readable | null;
  stderr: Readable | null;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    super();
    this.#child = child;
    this.stdout = child.stdout;
    this.stderr = child.stderr;
    child.once('spawn', () => {
      this.pid = child.pid;
      this.emit('spawn');
    });
    child.on('message', (message) => this.emit('message', message));
    child.once('exit', (code, signal) => {
      this.pid = undefined;
      this.emit('exit', code ?? signalNumber(signal));
    });
    child.once('error', (error) => this.emit('error', 'FatalError', '', String(error)));
  }

  /** Nothing is said to a child that has gone, as in Electron. */
  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    if (transfer.length > 0) throw new Error('MessagePorts are not available on the test host.');
    if (this.#child.connected) this.#child.send({ message }, () => {});
  }

  kill(): boolean {
    return this.#child.kill('SIGTERM');
  }
}

export interface UtilityProcesses {
  readonly module: { fork(modulePath: string, args?: readonly string[], options?: ForkOptions): UtilityProcess };
  /** Ends all children at once; for the moment in which the host exits. */
  killAll(): void;
}

interface UtilityProcessParts {
  readonly lifecycle: Lifecycle;
  /** Node's executable, and what a child shall take for its own. */
  readonly node: string;
  readonly executable: string;
  readonly electronVersion: string;
  /** Where `child-process-gone` is emitted. */
  readonly app: EventEmitter;
}

export function createUtilityProcesses({ lifecycle, node, executable, electronVersion, app }: UtilityProcessParts): UtilityProcesses {
  const children = new Set<ChildProcess>();
  guardUnknown('UtilityProcess', UtilityProcess.prototype);

  const start = (modulePath: string, args: readonly string[], options: ForkOptions): UtilityProcess => {
    lifecycle.requireReady('utilityProcess cannot be created before app is ready');
    const child = fork(modulePath, [...args], {
      execPath: node,
      execArgv: ['--no-warnings', ...(options.execArgv ?? []), '--import', PARENT_PORT],
      ...(options.cwd !== undefined && { cwd: options.cwd }),
      env: { ...(options.env ?? process.env), ELECTRON_HOST_CHILD: JSON.stringify({ executable, electronVersion }) },
      serialization: 'advanced',
      stdio: ['ignore', ...outputs(options.stdio), 'ipc'],
    });
    children.add(child);
    child.once('exit', (code, signal) => {
      children.delete(child);
      if (code === 0) return;
      const name = options.serviceName ?? 'Node Utility Process';
      const reason = signal === null ? 'abnormal-exit' : signal === 'SIGKILL' || signal === 'SIGTERM' ? 'killed' : 'crashed';
      const details = { type: 'Utility', reason, exitCode: code ?? signalNumber(signal), serviceName: 'node.mojom.NodeService', name };
      app.emit('child-process-gone', createEvent(), details);
    });
    return new UtilityProcess(child);
  };

  return {
    module: { fork: (modulePath, args = [], options = {}) => start(modulePath, args, options) },
    killAll() {
      for (const child of children) child.kill('SIGKILL');
    },
  };
}

function outputs(stdio: ForkOptions['stdio'] = 'inherit'): [StdioMode, StdioMode] {
  if (!Array.isArray(stdio)) return [toMode(stdio), toMode(stdio)];
  const [input, output, error] = stdio;
  if (input !== 'ignore') throw new TypeError('stdin value other than ignore is not supported.');
  return [output ?? 'inherit', error ?? 'inherit'];
}

function toMode(value: string): StdioMode {
  if (value === 'pipe' || value === 'ignore' || value === 'inherit') return value;
  throw new TypeError('stdio must be of the following values: inherit, pipe, ignore');
}

/** waitpid's status of a process that a signal ended. */
function signalNumber(signal: NodeJS.Signals | null): number {
  return signal === null ? 1 : constants.signals[signal];
}
