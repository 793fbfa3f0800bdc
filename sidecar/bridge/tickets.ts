/**
 * Tickets for clients that can send no header (WIRE, section 4): each opens one stream, the one it was issued for, and opens it
 * again after a cut until the token behind it expires. Unguessable, kept in memory: after a restart a new one is needed.
 */
import { randomBytes } from 'node:crypto';
import { AppError } from '../errors.ts';
import type { Principal } from '../security/principal.ts';
import type { StreamQuery } from './stream-query.ts';

/** How long after it was issued a ticket has to be used for the first time. */
export const OPEN_WITHIN_MS = 30_000;
/** How long a ticket lives without its stream where no token limits it. */
export const UNUSED_MS = 24 * 3_600_000;
const MAX_TICKETS = 100_000;
/** How many of the oldest without a stream go when there is no room. */
const MADE_ROOM = 1_000;
const SWEEP_MS = OPEN_WITHIN_MS;

interface Ticket {
  readonly query: StreamQuery;
  readonly principal: Principal;
  isOpen: boolean;
  /** Milliseconds since the epoch; counts while the stream is closed. */
  openUntil: number;
}

export interface Redeemed {
  readonly query: StreamQuery;
  readonly principal: Principal;
  /** To be called when the stream has ended. */
  readonly close: () => void;
}

/** Whoever issues tickets and opens their streams. */
export interface TicketOffice {
  /** `expiresAt`: until when the stream has to be opened for the first time, in milliseconds since the epoch. */
  issue(query: StreamQuery, principal: Principal): IssuedTicket | Promise<IssuedTicket>;
  /**
   * Opens the stream of a ticket; throws or rejects with `invalid-token` or `ticket-in-use`. What the address asks for beside it
   * is up to whoever opens it.
   */
  redeem(ticket: string): Redeemed | Promise<Redeemed>;
}

interface IssuedTicket {
  readonly ticket: string;
  readonly expiresAt: number;
}

export class Tickets implements TicketOffice {
  readonly #now: () => number;
  /** In the order of issue, which is not that of their ends: a token may end sooner, and a stream lets its ticket live longer. */
  readonly #tickets = new Map<string, Ticket>();
  #sweptAt = -Infinity;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Tickets that are known, ended ones among them until the next look. */
  get count(): number {
    return this.#tickets.size;
  }

  issue(query: StreamQuery, principal: Principal): IssuedTicket {
    this.#sweep();
    const ticket = randomBytes(32).toString('base64url');
    const openUntil = Math.min(this.#now() + OPEN_WITHIN_MS, principal.expiresAt ?? Infinity);
    this.#tickets.set(ticket, { query, principal, isOpen: false, openUntil });
    return { ticket, expiresAt: openUntil };
  }

  redeem(ticket: string): Redeemed {
    const found = this.#tickets.get(ticket);
    if (found === undefined || (!found.isOpen && found.openUntil <= this.#now())) {
      throw unknownTicket();
    }
    if (found.isOpen) throw ticketInUse();
    found.isOpen = true;
    const { query, principal } = found;
    return { query, principal, close: () => this.#closed(found) };
  }

  #closed(ticket: Ticket): void {
    ticket.isOpen = false;
    ticket.openUntil = ticket.principal.expiresAt ?? this.#now() + UNUSED_MS;
  }

  /** All of them, now and then: a look at each call would make issuing slow. */
  #sweep(): void {
    const now = this.#now();
    const isFull = this.#tickets.size >= MAX_TICKETS;
    if (!isFull && Math.abs(now - this.#sweptAt) < SWEEP_MS) return;
    this.#sweptAt = now;
    for (const [name, { isOpen, openUntil }] of this.#tickets) if (!isOpen && openUntil <= now) this.#tickets.delete(name);
    if (this.#tickets.size < MAX_TICKETS) return;
    // Room for many at once, so that the next look is far off.
    let surplus = this.#tickets.size - MAX_TICKETS + MADE_ROOM;
    for (const [name, { isOpen }] of this.#tickets) {
      if (surplus === 0) return;
      if (isOpen) continue;
      this.#tickets.delete(name);
      surplus -= 1;
    }
  }
}

export function unknownTicket(): AppError {
  return new AppError('invalid-token', 'The ticket is unknown or has expired.', { hint: 'Get a new one with POST …/api/v1/tickets.' });
}

export function ticketInUse(): AppError {
  return new AppError('ticket-in-use', 'The stream of this ticket is open already.');
}
