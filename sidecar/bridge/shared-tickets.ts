/**
 * Tickets that every instance knows: issued at one, good for one stream at any, and for one at a time over all of them. They are
 * kept in Redis under their digest, so that nobody who looks into it can open a stream.
 */
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { redisScript, type RedisLink } from '../hub/log/redis-link.ts';
import { PAYLOAD_ENCODING_CHOICES } from '../mqtt/payload-codec.ts';
import { principalSchema } from '../security/principal-schema.ts';
import type { Principal } from '../security/principal.ts';
import type { StreamQuery } from './stream-query.ts';
import { OPEN_WITHIN_MS, ticketInUse, UNUSED_MS, unknownTicket, type Redeemed, type TicketOffice } from './tickets.ts';

/**
 * KEYS: ticket, the mark of its open stream. ARGV: instance, milliseconds, beginning of the key of an instance.
 * Replies 1 if the stream may be opened; the mark of an instance that is gone does not count.
 */
const openScript = redisScript(`
local open = redis.call('GET', KEYS[2])
if open and redis.call('EXISTS', ARGV[3] .. open) == 1 then return 0 end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1`);

const ticketSchema = z.object({
  query: z.object({
    topics: z.array(z.string()),
    connection: z.string().optional(),
    qos: z.literal([0, 1, 2]),
    encoding: z.enum(PAYLOAD_ENCODING_CHOICES),
    batch: z.object({ windowMs: z.number(), maxMessages: z.number() }).optional(),
    retained: z.boolean(),
  }),
  principal: principalSchema,
});

interface SharedTicketsParts {
  readonly link: RedisLink;
  readonly instance: string;
  /** The key that exists as long as an instance lives. */
  readonly instanceKey: (instance: string) => string;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export class SharedTickets implements TicketOffice {
  readonly #parts: SharedTicketsParts;
  readonly #now: () => number;

  constructor(parts: SharedTicketsParts) {
    this.#parts = parts;
    this.#now = parts.now ?? Date.now;
  }

  /** Rejects with `cluster-unavailable`. */
  async issue(query: StreamQuery, principal: Principal): Promise<{ ticket: string; expiresAt: number }> {
    const ticket = randomBytes(32).toString('base64url');
    const openUntil = Math.min(this.#now() + OPEN_WITHIN_MS, principal.expiresAt ?? Infinity);
    await this.#keep(keyOf(ticket), { query, principal }, openUntil);
    return { ticket, expiresAt: openUntil };
  }

  /** Rejects with `invalid-token`, `ticket-in-use` or `cluster-unavailable`. */
  async redeem(ticket: string): Promise<Redeemed> {
    const { link, instance, instanceKey } = this.#parts;
    const key = keyOf(ticket);
    const text = await link.command('GET', key);
    if (typeof text !== 'string') throw unknownTicket();
    const { query, principal } = ticketSchema.parse(JSON.parse(text));
    const issued = { ...query, connection: query.connection, batch: query.batch };
    const openMs = this.#untilExpiry(principal) - this.#now();
    const isOpened = await link.run(openScript, [key, openKey(key)], [instance, Math.ceil(openMs), instanceKey('')]);
    if (isOpened !== 1) throw ticketInUse();
    return { query: issued, principal, close: () => void this.#closed(key, { query: issued, principal }).catch(() => {}) };
  }

  /** It may be opened again, also where Redis has forgotten it meanwhile. */
  async #closed(key: string, ticket: { query: StreamQuery; principal: Principal }): Promise<void> {
    await this.#keep(key, ticket, this.#untilExpiry(ticket.principal));
    await this.#parts.link.command('DEL', openKey(key));
  }

  async #keep(key: string, ticket: { query: StreamQuery; principal: Principal }, until: number): Promise<void> {
    const ms = Math.ceil(until - this.#now());
    if (ms > 0) await this.#parts.link.command('SET', key, JSON.stringify(ticket), 'PX', ms);
  }

  #untilExpiry({ expiresAt }: Principal): number {
    return expiresAt ?? this.#now() + UNUSED_MS;
  }
}

function keyOf(ticket: string): string {
  return `mqttx-sse:ticket:${createHash('sha256').update(ticket).digest('base64url')}`;
}

function openKey(key: string): string {
  return `${key}:open`;
}
