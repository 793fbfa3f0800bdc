/**
 * RFC 6750: where the token stands in a request, and what a refusal says in `WWW-Authenticate`. The only place that knows the
 * words of that header. Pure.
 */
import type { IncomingHttpHeaders } from 'node:http';

const REALM = 'mqttx-sse-server';

type BearerError = 'invalid_request' | 'invalid_token' | 'insufficient_scope';

/** What a request shows: a token, none, or something that no rule of RFC 6750 allows. */
export type PresentedToken =
  | { readonly kind: 'token'; readonly token: string; readonly carrier: 'header' | 'query' }
  | { readonly kind: 'none' }
  | { readonly kind: 'malformed'; readonly reason: string };

/**
 * Section 2: one method a request. A scheme other than Bearer counts as no token (section 3.1: "an unsupported authentication
 * method").
 * @param queryTokens the values of `token` in the query, where this request may carry one there
 */
export function presentedToken(headers: IncomingHttpHeaders, queryTokens: readonly string[]): PresentedToken {
  const [scheme = '', token, ...rest] = (headers.authorization ?? '').trim().split(/\s+/);
  const inHeader = scheme.toLowerCase() === 'bearer' && token !== undefined;
  const inQuery = queryTokens.filter((value) => value !== '');
  if (inHeader && rest.length > 0) return { kind: 'malformed', reason: 'The Authorization header holds more than one token.' };
  if (inQuery.length > 1) return { kind: 'malformed', reason: 'The query holds more than one token.' };
  if (inHeader && inQuery.length > 0) return { kind: 'malformed', reason: 'There is a token in the header and another in the query.' };
  if (inHeader) return { kind: 'token', token, carrier: 'header' };
  const [fromQuery] = inQuery;
  return fromQuery === undefined ? { kind: 'none' } : { kind: 'token', token: fromQuery, carrier: 'query' };
}

export interface ChallengeMore {
  /** What a token has to permit, separated by spaces. */
  readonly scope?: string | undefined;
  /** RFC 9728, section 5.1: where to read which authorization server to ask. */
  readonly resourceMetadata?: string | undefined;
}

/** Section 3: no error code where the request carried no token at all. */
export function bearerChallenge(error?: BearerError, description?: string, { scope, resourceMetadata }: ChallengeMore = {}): string {
  const values = { realm: REALM, error, error_description: description, scope, resource_metadata: resourceMetadata };
  const parameters = Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [`${name}="${quotable(value)}"`]));
  return `Bearer ${parameters.join(', ')}`;
}

/** Section 3: printable ASCII without quote and backslash. */
function quotable(text: string): string {
  return text.replaceAll(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '');
}
