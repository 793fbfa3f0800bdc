/**
 * The revision of MCP without sessions, served by any instance: a request that names what another one keeps is passed on to
 * it, everything else is served here.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { StatelessHandler } from '../mcp/transports/stateless/handler.ts';
import type { Principal } from '../security/principal.ts';
import { forwarded } from './forward-routes.ts';
import type { Forwarder } from './forwarder.ts';
import type { Injector } from './injector.ts';
import type { ScopeOwners } from './scope-owners.ts';

interface SharedStatelessParts {
  readonly instance: string;
  readonly owners: ScopeOwners;
  readonly forwarder: Forwarder;
  readonly injector: Injector;
}

export function shareStateless(own: StatelessHandler, parts: SharedStatelessParts): StatelessHandler {
  const { instance, owners, forwarder, injector } = parts;

  async function isServedElsewhere(
    request: IncomingMessage,
    response: ServerResponse,
    body: unknown,
    principal: Principal,
  ): Promise<boolean> {
    if (injector.callerOf(request) !== undefined) return false;
    const owner = await owners.find(body, principal);
    if (owner === undefined || owner === instance) return false;
    const caller = { principal, carrier: 'header' } as const;
    // One that is gone has taken the connection along; the tool says so.
    return forwarder.forward(owner, forwarded(request, Buffer.from(JSON.stringify(body)), caller), response);
  }

  return {
    async serve(request, response, body, principal) {
      if (!(await isServedElsewhere(request, response, body, principal))) await own.serve(request, response, body, principal);
    },
    close: () => own.close(),
  };
}
