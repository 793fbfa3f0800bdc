/**
 * One MCP session on a pair of streams, in whichever era its client opens with: the SDK decides that from the first message,
 * the session lasts as long as the streams. Used by the composition for `--stdio`.
 */
import type { Readable, Writable } from 'node:stream';
import { SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/server';
import { serveStdio as serveEras } from '@modelcontextprotocol/server/stdio';
import type { Log } from '../../../observe/log.ts';
import type { Principal } from '../../../security/principal.ts';
import { createSessionId } from '../../session.ts';
import type { SessionFactory } from '../../session-factory.ts';
import type { McpSessions } from '../../sessions.ts';
import { SessionListens } from './session-listens.ts';
import { StdioTransport } from './transport.ts';

/** Whoever started the process may use it. */
const STDIO: Principal = { id: 'stdio', kind: 'stdio' };

interface StdioParts {
  readonly input: Readable;
  readonly output: Writable;
  readonly sessions: McpSessions;
  readonly createSession: SessionFactory;
  readonly bodyBytes: number;
  readonly bufferBytes: number;
  /** How long requests may go on once the input has ended. */
  readonly lastAnswersMs: number;
  readonly log: Log;
}

/** Resolves when the session has ended: its input did, its client is gone, or the registry closed it. */
export async function serveStdio({ input, output, sessions, createSession, bodyBytes, log, ...rest }: StdioParts): Promise<void> {
  const transport = new StdioTransport({
    ...rest,
    input,
    output,
    maxLineBytes: bodyBytes,
    onReceived: () => session.received(),
    listens: { take: (message) => listens.take(message), cancel: (id) => listens.cancel(id) },
    onSent: () => session.sent(),
    onEnd: () => void session.close(),
  });
  const session = createSession({
    id: createSessionId(),
    transportKind: 'stdio',
    transport,
    principal: STDIO,
    address: null,
    protocolVersions: [...SUPPORTED_PROTOCOL_VERSIONS],
  });
  const listens = new SessionListens(session);
  const ended = new Promise<void>((resolve) => {
    session.onClosed(resolve);
  });
  sessions.add(session);
  const connection = serveEras(({ era }) => session.serve(era), {
    transport,
    onerror: (error) => log.debug('A message on standard input could not be served', { error }),
  });
  await ended;
  await connection.close();
}
