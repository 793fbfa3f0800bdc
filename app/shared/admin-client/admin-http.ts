/**
 * Requests and event streams of the admin API over fetch, with its token. Streams come back by themselves with growing waits,
 * except when the token is refused: then only a new one helps. Used by the dashboard in a browser, and by the desktop's main
 * process on behalf of the one in its window.
 */
import type { z } from 'zod';
import { ApiError, toFailure } from '../api-error.ts';
import type { Close } from '../dashboard-api.ts';
import type { Failure } from '../ipc/result.ts';
import { createEventStreamParser, type ServerSentEvent } from './event-stream-parser.ts';
import { problemOf, unexpectedAnswer, unreachable } from './problem.ts';

export interface StreamListener {
  onOpen(): void;
  onEvent(event: ServerSentEvent): void;
  onLost(error: Failure, nextTryAt: number | null): void;
}

type Query = Readonly<Record<string, string | number | undefined>>;

export interface AdminHttp {
  get<S extends z.ZodType>(path: string, query: Query, schema: S): Promise<z.infer<S>>;
  post<S extends z.ZodType>(path: string, body: unknown, schema: S): Promise<z.infer<S>>;
  remove(path: string): Promise<void>;
  stream(path: string, query: Query, listener: StreamListener): Close;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15_000;

export function createAdminHttp(baseUrl: string, token: () => string | null): AdminHttp {
  const request = async (method: string, path: string, query: Query, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers);
    const bearer = token();
    if (bearer !== null) headers.set('Authorization', `Bearer ${bearer}`);
    const address = `${baseUrl}${path}${searchOf(query)}`;
    const response = await fetch(address, { ...init, method, headers, cache: 'no-store' }).catch((cause: unknown) => {
      throw unreachable(cause);
    });
    if (!response.ok) throw await problemOf(response);
    return response;
  };

  return {
    async get(path, query, schema) {
      return parseBody(path, await request('GET', path, query, {}), schema);
    },
    async post(path, body, schema) {
      const init = { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
      return parseBody(path, await request('POST', path, {}, init), schema);
    },
    async remove(path) {
      await request('DELETE', path, {}, {});
    },
    stream(path, query, listener) {
      const controller = new AbortController();
      const { signal } = controller;
      const open = () => request('GET', path, query, { signal, headers: { Accept: 'text/event-stream' } });
      void keepReading(open, listener, signal);
      return () => controller.abort();
    },
  };
}

async function keepReading(open: () => Promise<Response>, listener: StreamListener, signal: AbortSignal): Promise<void> {
  let waitMs = FIRST_WAIT_MS;
  while (!signal.aborted) {
    try {
      const response = await open();
      listener.onOpen();
      waitMs = FIRST_WAIT_MS;
      await readEvents(response, listener);
      throw unreachable(new Error('The stream ended.'));
    } catch (thrown) {
      if (signal.aborted) return;
      const refused = thrown instanceof ApiError && (thrown.code === 'unauthorized' || thrown.code === 'invalid-token');
      listener.onLost(toFailure(thrown), refused ? null : Date.now() + waitMs);
      if (refused) return;
      await delay(waitMs, signal);
      waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2);
    }
  }
}

async function readEvents(response: Response, listener: StreamListener): Promise<void> {
  const parser = createEventStreamParser();
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw unreachable(cause);
    });
    if (done) return;
    for (const event of parser.push(decoder.decode(value, { stream: true }))) listener.onEvent(event);
  }
}

function delay(waitMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, waitMs);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

async function parseBody<S extends z.ZodType>(path: string, response: Response, schema: S): Promise<z.infer<S>> {
  const body: unknown = await response.json().catch((cause: unknown) => {
    throw unexpectedAnswer(path, cause);
  });
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw unexpectedAnswer(path, parsed.error);
  return parsed.data;
}

function searchOf(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
