/**
 * The broker that the sidecar brings along (aedes, MQTT 3.1.1 over TCP), for a first start on a machine without one. Started
 * only where nothing listens; keeps everything in memory. Used by the composition root and by tests.
 */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { Aedes } from 'aedes';
import { AppError } from '../errors.ts';
import { errorCode } from './network-failure.ts';

export interface EmbeddedBroker {
  /** The port it listens on, also where 0 was asked for. */
  readonly port: number;
  /** Ends all clients and frees the port; calling it again waits for the same end. */
  close(): Promise<void>;
}

export interface BrokerPlace {
  readonly host: string;
  readonly port: number;
}

/** Whether something accepts TCP connections there; what does not answer within the time does not. */
export async function isListening({ host, port }: BrokerPlace, timeoutMs = 500): Promise<boolean> {
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(timeoutMs) });
    return true;
  } catch {
    return false;
  } finally {
    // A late error must not go unheard.
    socket.on('error', () => {});
    socket.destroy();
  }
}

async function listen(server: ReturnType<typeof createServer>, { host, port }: BrokerPlace): Promise<number> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const code = error instanceof Error ? errorCode(error) : undefined;
    if (code === 'EADDRINUSE')
      throw new AppError('port-in-use', `Port ${port} on ${host} is in use, so no broker can be started there.`, { cause: error });
    const why = error instanceof Error ? error.message : String(error);
    throw new AppError('invalid-configuration', `The embedded broker cannot listen on ${host}, port ${port}: ${why}.`, {
      hint: 'Correct embeddedBroker.host and embeddedBroker.port.',
      cause: error,
    });
  }
  const address = server.address();
  return address === null || typeof address === 'string' ? port : address.port;
}

/** Rejects with `port-in-use`, or `invalid-configuration` when it cannot listen there for another reason. */
export async function startEmbeddedBroker(place: BrokerPlace): Promise<EmbeddedBroker> {
  const sockets = new Set<Socket>();
  // The broker needs to be ready before the first client is, or its CONNECT would be lost.
  const broker = await Aedes.createBroker();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    broker.handle(socket);
  });
  let port: number;
  try {
    port = await listen(server, place);
  } catch (error) {
    await new Promise<void>((resolve) => broker.close(resolve));
    throw error;
  }
  async function shutDown(): Promise<void> {
    const closed = once(server, 'close');
    server.close();
    await new Promise<void>((resolve) => broker.close(resolve));
    // aedes ends the clients that sent CONNECT; others have sent nothing yet.
    for (const socket of sockets) socket.destroy();
    await closed;
  }
  let ended: Promise<void> | undefined;
  return { port, close: () => (ended ??= shutDown()) };
}

/** Starts a broker unless something listens there already, or begins to at this very moment: then undefined. */
export async function startEmbeddedBrokerIfFree(place: BrokerPlace): Promise<EmbeddedBroker | undefined> {
  if (place.port !== 0 && (await isListening(place))) return undefined;
  try {
    return await startEmbeddedBroker(place);
  } catch (error) {
    if (error instanceof AppError && error.code === 'port-in-use') return undefined;
    throw error;
  }
}
