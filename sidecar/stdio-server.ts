/**
 * The sidecar on standard input and output, for clients that start a command: the parts of compose.ts and one session. It opens
 * no port unless one is asked for, the embedded broker's included, and ends with its input. Used by the command line.
 */
import type { Readable, Writable } from 'node:stream';
import { composeSidecar } from './compose.ts';
import type { Config } from './config/schema.ts';
import { serveStdio } from './mcp/transports/stdio/serve-stdio.ts';
import type { LogBook } from './observe/log.ts';
import { listenerProblem } from './security/listen-safety.ts';
import { serveHttp, type Sidecar } from './server.ts';

/** How long requests that were under way when the input ended may still be answered. */
const LAST_ANSWERS_MS = 2_000;

interface StdioSettings {
  readonly config: Config;
  readonly input: Readable;
  readonly output: Writable;
  /** Whether a setting was given by anybody, as `server.port` or `embeddedBroker`. */
  readonly isGiven: (setting: string) => boolean;
}

export interface StdioSidecar {
  readonly log: LogBook;
  /** What listens as well, if a port was asked for. */
  readonly listener: Sidecar | undefined;
  /** Resolves when the session on the streams is over. */
  readonly ended: Promise<void>;
  /** Ends everything; calling it again waits for the same end. */
  stop(): Promise<void>;
}

/** @throws AppError as `startSidecar`; nothing is left running then */
export async function startStdioSidecar({ config: given, input, output, isGiven }: StdioSettings): Promise<StdioSidecar> {
  const listens = isGiven('server.port');
  const unsafe = listens ? listenerProblem({ ...given.server, auth: given.auth }) : undefined;
  if (unsafe !== undefined) throw unsafe;
  const config = isGiven('embeddedBroker') ? given : { ...given, embeddedBroker: { ...given.embeddedBroker, enabled: false } };
  const parts = await composeSidecar(config);
  const { log, sessions, createSession } = parts;
  let listener: Sidecar | undefined;
  try {
    if (listens) listener = await serveHttp(parts);
    else parts.resume();
  } catch (error) {
    await parts.release();
    throw error;
  }
  const ended = serveStdio({
    input,
    output,
    sessions,
    createSession,
    bodyBytes: config.limits.bodyBytes,
    bufferBytes: config.stream.bufferBytes,
    lastAnswersMs: LAST_ANSWERS_MS,
    log: log.scope('mcp'),
  });
  let stopping: Promise<void> | undefined;
  return {
    log,
    listener,
    ended,
    stop: () => (stopping ??= listener === undefined ? parts.release() : listener.stop()),
  };
}
