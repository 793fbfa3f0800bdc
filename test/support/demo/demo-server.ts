/**
 * The demonstration over HTTP: the built dashboard and the admin API, on a free loopback port. For pictures and page tests;
 * no part of the product.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { activityQuerySchema, approvalAnswerSchema, logQuerySchema, publishRequestSchema } from '../../../sidecar/admin/schema.ts';
import { listenOnFreePort } from '../ports.ts';
import { createDemoBackend, type DemoBackend, type DemoOptions } from './demo-backend.ts';
import { serveFile } from './static-files.ts';

export interface DemoServer {
  readonly backend: DemoBackend;
  /** Address of the dashboard with its token, as the sidecar prints it. */
  readonly url: string;
  /** Without the token. */
  readonly origin: string;
  /** Cuts every open stream, as a network fault would. */
  cutStreams(): void;
  /** From now on nothing is answered. */
  close(): Promise<void>;
}

export const DEMO_TOKEN = 'demo-token';
const API = '/mqttx/admin/v1';

export async function startDemoServer(folder: string, options: DemoOptions): Promise<DemoServer> {
  const backend = createDemoBackend(options);
  const streams = new Set<ServerResponse>();
  const server = createServer((request, response) => void handle(request, response));

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (!pathname.startsWith(API)) return serveFile(folder, pathname, response);
    if (request.headers.authorization !== `Bearer ${DEMO_TOKEN}`) {
      return refuse(response, 401, 'unauthorized', 'The admin token is missing or wrong.');
    }
    const query = Object.fromEntries(searchParams);
    const path = pathname.slice(API.length);
    switch (`${request.method} ${path.replace(/^\/(sessions|connections|approvals)\/.+$/, '/$1/*')}`) {
      case 'GET /snapshot':
        return answer(response, backend.snapshot());
      case 'GET /events':
        return streamEvents(response);
      case 'GET /messages':
        return streamMessages(response, query['topic'] ?? '#');
      case 'GET /activity':
        return answer(response, backend.listActivity(activityQuerySchema.parse(query)));
      case 'GET /logs':
        return answer(response, { entries: backend.listLogs({ ...logQuerySchema.parse(query), source: 'sidecar' }) });
      case 'POST /publish':
        return answer(response, backend.publish(publishRequestSchema.parse(await readJson(request))));
      case 'POST /approvals/*': {
        const id = decodeURIComponent(path.slice('/approvals/'.length));
        backend.answerApproval(id, approvalAnswerSchema.parse(await readJson(request)).answer);
        return answer(response, { id });
      }
      case 'DELETE /sessions/*':
        backend.disconnectSession(decodeURIComponent(path.slice('/sessions/'.length)));
        return response.writeHead(204).end();
      case 'DELETE /connections/*':
        backend.closeConnection(decodeURIComponent(path.slice('/connections/'.length)));
        return response.writeHead(204).end();
      default:
        return refuse(response, 404, 'not-found', 'Nothing stands at this address.');
    }
  };

  const stream = (response: ServerResponse, open: (send: (event: string, data: unknown) => void) => () => void) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    response.flushHeaders();
    streams.add(response);
    const stop = open((event, data) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
    response.on('close', () => {
      streams.delete(response);
      stop();
    });
  };
  const streamEvents = (response: ServerResponse) =>
    stream(response, (send) => {
      send('snapshot', backend.snapshot());
      return backend.onChange((change) => send('change', change));
    });
  const streamMessages = (response: ServerResponse, filter: string) =>
    stream(response, (send) => backend.openFeed(filter, (batch) => send('messages', batch)));

  const origin = `http://localhost:${await listenOnFreePort(server)}`;
  const cutStreams = () => {
    for (const response of streams) response.destroy();
  };
  return { backend, origin, url: `${origin}/#token=${DEMO_TOKEN}`, cutStreams, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

function answer(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

function refuse(response: ServerResponse, status: number, code: string, detail: string): void {
  response.writeHead(status, { 'Content-Type': 'application/problem+json' });
  response.end(JSON.stringify({ type: 'about:blank', title: detail, status, detail, code, hint: '' }));
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const piece of request) text += String(piece);
  return JSON.parse(text);
}
