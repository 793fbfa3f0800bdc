/**
 * Opens one stream, in the order that keeps it complete: place → broker connection → where to begin → subscription → head →
 * replay → live. Everything that can be refused is refused before the head. What a stream holds is given back here, too.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { callAt } from '../call-at.ts';
import type { Channel } from '../hub/channel.ts';
import { demand } from '../security/authorize.ts';
import type { Principal } from '../security/principal.ts';
import { brokerState, isOver } from './broker-event.ts';
import { BrowserStream, type StreamSettings } from './browser-stream.ts';
import type { EventEncoders } from './event-encoder.ts';
import { COMMENT_TEXT, retryText } from './event-frame.ts';
import type { Heartbeats } from './heartbeats.ts';
import { planResume, type LogView } from './resume.ts';
import type { StreamCounters } from './stream-counters.ts';
import type { StreamQuery } from './stream-query.ts';
import { jittered, type StreamRegistry } from './stream-registry.ts';
import { framingOf, openStreamSocket, type StreamSocket } from './stream-socket.ts';
import { holdSource, settled, type Source, type SourceParts } from './stream-source.ts';
import type { TicketOffice } from './tickets.ts';
import type { WriteTurns } from './write-turns.ts';

/** How long the head waits for a connection that is being made; after that the stream opens and tells its state. */
const CONNECT_WAIT_MS = 1_000;
/** Where trying again at once cannot help, as with a refused password. */
const LONG_RETRY_MS = 30_000;

export interface StreamParts extends SourceParts {
  readonly registry: StreamRegistry;
  readonly encoders: EventEncoders;
  readonly turns: WriteTurns;
  readonly heartbeats: Heartbeats;
  readonly counters: StreamCounters;
  readonly tickets: TicketOffice;
  readonly settings: StreamSettings & { readonly retryMs: number; readonly lingerMs: number };
  readonly now: () => number;
}

export interface StreamRequest {
  readonly query: StreamQuery;
  /** Id to resume from. */
  readonly point: string | undefined;
  readonly principal: Principal;
  /** IP address, without port. */
  readonly address: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Called once when the stream has ended, also if it was never begun. */
  readonly onEnd?: () => void;
}

/** What a stream holds and gives back at its end. Nothing of its request, which would take more memory than all else. */
interface Holding {
  readonly onEnd: (() => void) | undefined;
  readonly lingerMs: number;
  giveBack?: () => void;
  source?: Source;
  stream?: BrowserStream;
}

/** Rejects with `insufficient-scope`, `too-many-requests`, `connection-not-found`, or as `BrokerConnection.subscribe` does. */
export async function openStream(parts: StreamParts, asked: StreamRequest): Promise<void> {
  const { registry, settings } = parts;
  const { query, principal } = asked;
  const holding: Holding = { onEnd: asked.onEnd, lingerMs: settings.lingerMs };
  try {
    for (const topic of query.topics) demand(parts.authorize(principal, { action: 'subscribe', topic, qos: query.qos }));
    holding.giveBack = registry.reserve(asked.address, principal);
    holding.source = holdSource(parts, query.connection, principal);
    const { channel } = holding.source;
    await settled(channel.connection, CONNECT_WAIT_MS);
    await channel.fresh(query.topics);
    const stream = createStream(parts, asked, channel);
    holding.stream = stream;
    await subscribe(stream, channel);
    const socket = await sendHead(asked, stream, settings.retryMs);
    if (socket === undefined) await release(holding);
    else attach(parts, stream, socket, holding);
  } catch (error) {
    await release(holding);
    throw error;
  }
}

async function release({ giveBack, onEnd, lingerMs, source, stream }: Holding): Promise<void> {
  giveBack?.();
  onEnd?.();
  if (source !== undefined && stream !== undefined) await source.channel.detach(stream, lingerMs, stream.parts.query.topics);
  await source?.release(lingerMs);
}

function createStream(parts: StreamParts, { query, point, principal, address, request }: StreamRequest, channel: Channel): BrowserStream {
  const { encoders, turns, counters, settings, now } = parts;
  return new BrowserStream({
    id: `stream-${randomBytes(12).toString('base64url')}`,
    channel,
    query,
    plan: planResume(point, viewOf(channel, query), query.retained),
    principal,
    address: `${address}:${request.socket.remotePort ?? 0}`,
    since: now(),
    settings,
    encoder: encoders.for(query.encoding, query.batch === undefined ? framingOf(request) : 'object'),
    turns,
    counters,
  });
}

function viewOf(channel: Channel, { topics }: StreamQuery): LogView {
  const since = topics.map((filter) => channel.continuousSince(filter));
  const { epoch, first, readable } = channel.log;
  return {
    epoch,
    first,
    next: readable,
    continuousSince: since.reduce((latest, one) => (latest === undefined || one === undefined ? undefined : Math.max(latest, one)), 0),
    // Not looked at before somebody asks: there may be thousands.
    get isExclusive() {
      return [...channel.subscriptions].every(({ filter }) => topics.includes(filter));
    },
  };
}

/** A broker that is down keeps no stream from opening: the subscription is made when it is back. */
async function subscribe(stream: BrowserStream, channel: Channel): Promise<void> {
  if (isOver(channel.connection.state)) return;
  const { query, plan } = stream.parts;
  const retained = plan.wantsRetained ? 'always' : query.retained ? 'later' : 'never';
  await Promise.all(query.topics.map((filter) => channel.subscribe(stream, filter, { qos: query.qos, retained })));
}

function sendHead({ request, response }: StreamRequest, stream: BrowserStream, retryMs: number): Promise<StreamSocket | undefined> {
  const headers = {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
    'MQTTX-Last-Event-ID': stream.point,
  };
  return openStreamSocket(request, response, headers, retryText(jittered(retryMs)) + COMMENT_TEXT);
}

/** From here on the stream runs by itself, until its connection is closed. */
function attach(parts: StreamParts, stream: BrowserStream, socket: StreamSocket, holding: Holding): void {
  const { registry, heartbeats, counters, settings } = parts;
  const { connection } = stream.parts.channel;
  registry.add(stream);
  counters.opened += 1;
  heartbeats.add(stream);
  const stopWatching = connection.onState(tellState);
  const forgetExpiry = endAtExpiry(stream, parts);
  stream.start(socket, () => {
    heartbeats.remove(stream);
    stopWatching();
    forgetExpiry();
    registry.remove(stream);
    void release(holding);
  });
  if (connection.state.name !== 'connected') tellState();

  function tellState(): void {
    const { state } = connection;
    if (!isOver(state)) stream.tell('broker', brokerState(state));
    // Whoever comes back then gets a new attempt; a connection that was closed on purpose is opened again.
    else stream.endWith('broker', brokerState(state), jittered(state.name === 'failed' ? LONG_RETRY_MS : settings.retryMs));
  }
}

/** @returns calls it off */
function endAtExpiry(stream: BrowserStream, { settings, now }: StreamParts): () => void {
  const { expiresAt } = stream.parts.principal;
  if (expiresAt === undefined) return () => {};
  return callAt(expiresAt, now, () =>
    stream.endWith('auth-expired', { expiredAt: new Date(expiresAt).toISOString() }, jittered(settings.retryMs)),
  );
}
