/**
 * A stream's server whose every answer is written by the test, for what a healthy sidecar never does: damaged chunks, silence,
 * refusals, cuts at chosen bytes. Each request is answered by the next of the scripts; the last one answers all that follow.
 */
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { crc32 } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { startServer } from './http.ts';

export type StreamScript = (response: ServerResponse, query: URLSearchParams) => void;

export interface StreamServer {
  /** Where the sidecar's paths would begin. */
  readonly url: string;
  /** The queries of the streams that were opened, in order. */
  readonly queries: URLSearchParams[];
  /** The headers that came with them. */
  readonly authorizations: (string | undefined)[];
}

/** Closed when the test ends. */
export async function startStreamServer(...scripts: readonly StreamScript[]): Promise<StreamServer> {
  const queries: URLSearchParams[] = [];
  const authorizations: (string | undefined)[] = [];
  const { url, close } = await startServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost');
    const script = scripts[Math.min(queries.length, scripts.length - 1)];
    queries.push(searchParams);
    authorizations.push(request.headers.authorization);
    script?.(response, searchParams);
  });
  onTestFinished(() => close());
  return { url: `${url}/mqttx`, queries, authorizations };
}

/** Opens a stream with a short pause before the next, and sends the text. */
export function streamOf(text: string, { end = false, headers = {} } = {}): StreamScript {
  return (response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', ...headers });
    response.write(`retry: 20\n\n${text}`);
    if (end) response.end();
  };
}

export function refuse(status: number, problem: object = {}, headers: Record<string, string> = {}): StreamScript {
  return (response) => {
    response.writeHead(status, { 'Content-Type': 'application/problem+json', ...headers });
    response.end(JSON.stringify(problem));
  };
}

export function eventText(name: string, data: unknown, id?: string): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

export function messageData(payload: string, topic = 'a/b'): object {
  return { topic, payload, encoding: 'utf8', qos: 1, retain: false, timestamp: '2026-01-01T00:00:00.000Z' };
}

export function messageText(payload: string, id: string, topic = 'a/b'): string {
  return eventText('message', messageData(payload, topic), id);
}

/** The events of a message in chunks; `damage` turns a bit of the chunk with that index on its way. */
export function chunkTexts(payload: Buffer, chunkBytes: number, id: string, damage?: number): string {
  const count = Math.ceil(payload.length / chunkBytes);
  const texts = Array.from({ length: count }, (_, index) => {
    const piece = payload.subarray(index * chunkBytes, (index + 1) * chunkBytes);
    const sent = Buffer.from(piece);
    if (index === damage) sent.writeUInt8(sent.readUInt8(0) ^ 1, 0);
    const isLast = index === count - 1;
    const { payload: _none, encoding: _ofNothing, ...head } = { payload: '', encoding: '', ...messageData('') };
    const data = {
      message: id,
      index,
      count,
      bytes: payload.length,
      crc32: crc32(piece).toString(16).padStart(8, '0'),
      ...(index === 0 ? head : {}),
      ...(isLast ? { sha256: createHash('sha256').update(payload).digest('hex') } : {}),
      data: sent.toString('base64'),
    };
    return eventText('chunk', data, isLast ? id : undefined);
  });
  return texts.join('');
}
