/**
 * Writes the log to rotating files, one for the desktop and one for the sidecar, by electron-log. What may stand in an entry is
 * settled before it comes here.
 */
import { join } from 'node:path';
import electronLog from 'electron-log/main';
import type { SourcedLogEntry } from '../../shared/ipc/admin.ts';
import { formatEntry } from './log-text.ts';

const MAX_FILE_BYTES = 5 * 1024 * 1024;

/** @param echo also to the terminal, for development */
export function createLogFiles(folder: string, echo: boolean): (entry: SourcedLogEntry) => void {
  const loggers = {
    app: createLogger('app', join(folder, 'main.log'), echo),
    sidecar: createLogger('sidecar', join(folder, 'sidecar.log'), echo),
  };
  return (entry) => loggers[entry.source][entry.level](formatEntry(entry));
}

function createLogger(logId: string, path: string, echo: boolean) {
  const logger = electronLog.create({ logId });
  const { file, console: terminal, ipc, remote } = logger.transports;
  if (ipc !== null) ipc.level = false;
  remote.level = false;
  terminal.level = echo ? 'silly' : false;
  terminal.transforms = [({ data }) => data.map(String)];
  terminal.writeFn = ({ message }) => void process.stderr.write(`[${logId}] ${message.data.map(String).join(' ')}\n`);
  file.level = 'silly';
  file.transforms = [({ data }) => data.map(String).join(' ')];
  file.resolvePathFn = () => path;
  // When it is larger it becomes `<name>.old.log`, and a new one begins.
  file.maxSize = MAX_FILE_BYTES;
  file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' };
  return logger;
}
