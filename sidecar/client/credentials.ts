/**
 * What a stream shows to be let in: nothing, a bearer token, or a ticket where the token stays with the page's own server or where
 * no header can be sent. Used before every attempt.
 */
import { refusal } from './refusal.ts';
import type { ConnectOptions, StreamQuery } from './types.ts';
import { read } from './wire.ts';

export interface Credentials {
  get(query: StreamQuery): Promise<{ readonly ticket?: string; readonly headers: Readonly<Record<string, string>> }>;
  /** What was shown is not good any more: refused, or meant for other topics. */
  discard(): void;
}

export function createCredentials(options: ConnectOptions): Credentials {
  let ticket: string | undefined;
  return {
    discard() {
      ticket = undefined;
    },
    async get(query) {
      if (!options.ticket) return { headers: await authorized(options) };
      ticket ??= await options.ticket(query);
      return { ticket, headers: options.headers ?? {} };
    },
  };
}

async function authorized({ token, headers }: ConnectOptions): Promise<Record<string, string>> {
  const bearer = typeof token === 'function' ? await token() : token;
  return { ...headers, ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}) };
}

/** Exchanges the token for a ticket: what `EventSource` needs, which cannot send the token itself. */
export function ticketsFor(options: ConnectOptions, base: string): (query: StreamQuery) => Promise<string> {
  return async (query) => {
    const headers = { ...(await authorized(options)), 'Content-Type': 'application/json' };
    const response = await fetch(`${base.replace(/\/+$/, '')}/api/v1/tickets`, { method: 'POST', headers, body: JSON.stringify(query) });
    if (!response.ok) throw await refusal(response);
    return read(await response.text(), 'ticket').ticket;
  };
}
