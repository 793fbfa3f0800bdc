/**
 * `GET …/stream` (WIRE, section 3): who asks, for what, from where on. The Host/Origin guard stands before it; whatever is
 * refused is mapped by the error middleware behind it.
 */
import { Router, type Request, type Response } from 'express';
import { AppError } from '../errors.ts';
import { onlyMethods } from '../http/error-middleware.ts';
import { requestTarget } from '../http/request-target.ts';
import type { AuthenticationGate } from '../security/authentication-gate.ts';
import { openStream, type StreamParts, type StreamRequest } from './open-stream.ts';
import { parseStreamQuery, resumePoint, type StreamQuery } from './stream-query.ts';
import { withChoices } from './ticket-choices.ts';
import type { TicketOffice } from './tickets.ts';

/** Who a stream is for, and what it is. */
type Allowed = Pick<StreamRequest, 'query' | 'principal' | 'onEnd'>;

interface StreamRoutesParts extends StreamParts {
  readonly authenticate: AuthenticationGate;
}

export function createStreamRoutes(parts: StreamRoutesParts): Router {
  async function open(request: Request, response: Response): Promise<void> {
    const { query, isWellEncoded } = requestTarget(request);
    if (!isWellEncoded) {
      throw new AppError('invalid-arguments', 'The query is not percent-encoded UTF-8.', {
        hint: 'Write % as %25, and every other character as the bytes of its UTF-8; encodeURIComponent does both.',
      });
    }
    const ticket = query.get('ticket');
    const allowed = await (ticket === null ? byToken(request, response, query) : byTicket(parts.tickets, ticket, query));
    const point = resumePoint(request.get('Last-Event-ID'), query);
    await openStream(parts, { ...allowed, point, address: request.ip ?? 'unknown', request, response });
  }

  async function byToken(request: Request, response: Response, query: URLSearchParams): Promise<Allowed> {
    const { principal } = await parts.authenticate(request, response);
    return { principal, query: valid(query) };
  }

  const router = Router();
  // Express would answer HEAD by the handler of GET, which never ends.
  router.route('/stream').head(onlyMethods('GET')).get(open).all(onlyMethods('GET'));
  return router;
}

/** A ticket speaks for whoever it was issued to, and needs no further parameters. */
async function byTicket(tickets: TicketOffice, ticket: string, given: URLSearchParams): Promise<Allowed> {
  const { query, principal, close } = await tickets.redeem(ticket);
  try {
    return { query: withChoices(query, given), principal, onEnd: close };
  } catch (error) {
    close();
    throw error;
  }
}

function valid(query: URLSearchParams): StreamQuery {
  const parsed = parseStreamQuery(query);
  if (!parsed.ok) throw parsed.error;
  return parsed.query;
}
