import { describe, expect, it } from 'vitest';
import type { StreamQuery } from '../../../sidecar/bridge/stream-query.ts';
import { Tickets } from '../../../sidecar/bridge/tickets.ts';
import { AppError } from '../../../sidecar/errors.ts';
import { ANONYMOUS, type Principal } from '../../../sidecar/security/principal.ts';

const query: StreamQuery = { topics: ['a/#'], connection: undefined, qos: 1, encoding: 'auto', batch: undefined, retained: true };
const START_MS = 1_000_000;

/** Tickets of one principal, and a clock that the test turns. */
function start(principal: Principal = ANONYMOUS) {
  let now = START_MS;
  const tickets = new Tickets(() => now);
  const { ticket, expiresAt } = tickets.issue(query, principal);
  return {
    tickets,
    ticket,
    expiresAt,
    /** @param ms since the ticket was issued */
    at(ms: number): void {
      now = START_MS + ms;
    },
    /** What a stream with the ticket is answered: how to end it, or the code and status of the refusal. */
    open(name = ticket): (() => void) | string {
      try {
        return tickets.redeem(name).close;
      } catch (error) {
        if (error instanceof AppError) return `${error.status} ${error.code}`;
        throw error;
      }
    },
  };
}

function close(opened: (() => void) | string): void {
  if (typeof opened === 'string') throw new Error(`The stream was refused: ${opened}`);
  opened();
}

/** A token that lives for ten minutes. */
const TOKEN_MS = 600_000;
const bearer: Principal = { id: 'bob', kind: 'jwt', expiresAt: START_MS + TOKEN_MS };

describe('a ticket', () => {
  it('speaks for whom it was issued to, about the stream it was issued for', () => {
    const { tickets, ticket } = start(bearer);
    expect(tickets.redeem(ticket)).toMatchObject({ query, principal: bearer });
  });

  it('is another one every time, and cannot be guessed', () => {
    const { tickets, ticket, open } = start();
    expect(ticket).toMatch(/^[\w-]{43}$/);
    expect(tickets.issue(query, ANONYMOUS).ticket).not.toBe(ticket);
    expect(open('guessed')).toBe('401 invalid-token');
  });

  it('has to be used within 30 seconds, which its end says', () => {
    const { expiresAt, at, open } = start();
    expect(expiresAt).toBe(START_MS + 30_000);
    at(30_000);
    expect(open()).toBe('401 invalid-token');
    at(29_999);
    close(open());
  });

  it('has less time where the token behind it has', () => {
    const { expiresAt, at, open } = start({ ...bearer, expiresAt: START_MS + 5000 });
    expect(expiresAt).toBe(START_MS + 5000);
    at(5000);
    expect(open()).toBe('401 invalid-token');
  });

  it('opens no second stream while the first is open', () => {
    const { at, open } = start(bearer);
    const first = open();
    at(60_000);
    expect(open()).toBe('409 ticket-in-use');
    close(first);
    const second = open();
    expect(open()).toBe('409 ticket-in-use');
    close(second);
  });

  it('opens its stream again, however often that is cut, until the token behind it expires', () => {
    const { at, open } = start(bearer);
    for (const ms of [29_000, 31_000, 300_000, TOKEN_MS - 1]) {
      at(ms);
      close(open());
    }
    at(TOKEN_MS);
    expect(open()).toBe('401 invalid-token');
  });

  it('is of no more use once its stream has outlived the token', () => {
    const { at, open } = start(bearer);
    const stream = open();
    at(TOKEN_MS + 1);
    close(stream);
    expect(open()).toBe('401 invalid-token');
  });

  it('lives for a day without its stream where no token limits it', () => {
    const { at, open } = start();
    close(open());
    at(24 * 3_600_000 - 1);
    close(open());
    at(2 * 24 * 3_600_000);
    expect(open()).toBe('401 invalid-token');
  });

  it('stays good when others are issued', () => {
    const { tickets, at, open } = start();
    tickets.issue(query, bearer);
    close(open());
    at(40_000);
    tickets.issue(query, bearer);
    expect(open()).toBeTypeOf('function');
  });

  it('is forgotten after its end, also where older ones live on', () => {
    const { tickets, at, open } = start(bearer);
    close(open());
    for (let count = 0; count < 100; count += 1) tickets.issue(query, ANONYMOUS);
    expect(tickets.count).toBe(101);
    at(70_000);
    tickets.issue(query, ANONYMOUS);
    expect(tickets.count).toBe(2);
    expect(open()).toBeTypeOf('function');
  });

  it('goes before others where there is no room, if it is old and has no stream', () => {
    const { tickets, open, ticket } = start();
    const stream = open();
    const second = tickets.issue(query, ANONYMOUS).ticket;
    for (let count = 0; count < 100_000; count += 1) tickets.issue(query, ANONYMOUS);
    expect(open(second)).toBe('401 invalid-token');
    close(stream);
    expect(open(ticket)).toBeTypeOf('function');
    expect(tickets.count).toBeLessThanOrEqual(100_000);
  });
});
