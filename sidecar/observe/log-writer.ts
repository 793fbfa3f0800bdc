/**
 * Carries finished lines to standard error and to a rotating file, by electron-log. Used by the log alone; what a line looks
 * like, and what may stand in it, is settled before it comes here.
 */
import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import electronLog from 'electron-log/node';
import type { LogEntry } from '../admin/schema.ts';

export interface LogWriter {
  readonly write: (level: LogEntry['level'], line: string) => void;
  /** Why there is no file although one was asked for, for a person. */
  readonly problem?: string;
}

interface LogTarget {
  readonly sink: (line: string) => void;
  readonly file: string | undefined;
  readonly maxFileBytes: number;
}

export function createLogWriter({ sink, file, maxFileBytes }: LogTarget): LogWriter {
  const logger = electronLog.create({ logId: `sidecar-${randomUUID()}` });
  const { console: terminal, file: disk, remote } = logger.transports;
  terminal.transforms = [];
  terminal.writeFn = ({ message }) => sink(message.data.map(String).join(' '));
  remote.level = false;
  disk.level = false;
  const write: LogWriter['write'] = (level, line) => logger[level](line);
  if (file === undefined) return { write };

  const target = path.resolve(file);
  const problem = whyNotWritable(target);
  if (problem !== undefined) return { write, problem };
  disk.level = 'silly';
  disk.transforms = [({ data }) => data.map(String).join(' ')];
  // Without a name electron-log looks for a package.json, and throws where the packed sidecar has none.
  disk.setAppName('mqttx-sse-server');
  disk.resolvePathFn = () => target;
  disk.maxSize = maxFileBytes;
  disk.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' };
  return { write };
}

function whyNotWritable(file: string): string | undefined {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    closeSync(openSync(file, 'a', 0o600));
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `The log is not written to ${file}: ${reason}. Correct log.file, or make the folder writable.`;
  }
}

/** A parent that closed its end must not end the sidecar by EPIPE: its sessions have to be closed in order. */
export function standardError(): (line: string) => void {
  if (process.stderr.listenerCount('error', ignore) === 0) process.stderr.on('error', ignore);
  return (line) => void process.stderr.write(`${line}\n`);
}

function ignore(): void {}
