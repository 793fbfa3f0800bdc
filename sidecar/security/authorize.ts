/**
 * What a caller may do: the one decision for MCP tools, browser streams and the HTTP API. Scopes say which actions are open to
 * a token at all, the rules of its `acl` and of its roles which topics; the first rule that applies decides, none denies.
 * Pure, but for the log that createAuthorize writes, in which no token ever stands.
 */
import { AppError } from '../errors.ts';
import type { QoS } from '../mqtt/types.ts';
import type { Log } from '../observe/log.ts';
import { appliesTo, type TopicAccess } from './acl.ts';
import type { AclRule } from './acl-rules.ts';
import type { Principal } from './principal.ts';

/** OAuth scopes, one for each action. */
export const SCOPES = ['mqtt:connect', 'mqtt:subscribe', 'mqtt:publish', 'mqtt:admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** `topic` is a topic name to publish to, or a topic filter to subscribe to; valid. QoS is 0 and `retain` false unless said. */
export type AccessRequest =
  | { readonly action: 'publish'; readonly topic: string; readonly qos?: QoS; readonly retain?: boolean }
  | { readonly action: 'subscribe'; readonly topic: string; readonly qos?: QoS }
  | { readonly action: 'connect' }
  | { readonly action: 'admin' };

/** A refusal (`insufficient-scope`) names what was refused, and as its `scope` what was missing, if it was a scope. */
export type Decision = { readonly ok: true } | { readonly ok: false; readonly error: AppError };

export type Authorize = (principal: Principal, request: AccessRequest) => Decision;

export type Permits = (principal: Principal, request: AccessRequest) => boolean;

export type Roles = Readonly<Record<string, readonly AclRule[]>>;

const ALLOWED: Decision = { ok: true };

export function createAuthorize({ roles, log }: { readonly roles: Roles; readonly log: Log }): Authorize {
  return (principal, request) => {
    const decision = authorize(principal, request, roles);
    const about = { principal: principal.id, ...request };
    if (decision.ok) log.debug('Permitted', about);
    else log.info('Refused', { ...about, reason: decision.error.message });
    return decision;
  };
}

export function authorize(principal: Principal, request: AccessRequest, roles: Roles): Decision {
  if (principal.kind !== 'jwt' && principal.kind !== 'oauth2') return withoutClaims(principal, request, roles);
  const scopes = principal.scopes ?? [];
  const scope: Scope = `mqtt:${request.action}`;
  // A signed token of mode jwt need not know our scopes; once it names one it is held to them.
  const isScoped = principal.kind === 'oauth2' || scopes.some((name) => name.startsWith('mqtt:'));
  if (isScoped ? !scopes.includes(scope) : request.action === 'admin') return missing(scope, request);
  if (request.action === 'connect' || request.action === 'admin') return ALLOWED;
  // Where nobody has written rules, scopes say everything.
  if (isScoped && principal.acl === undefined && Object.keys(roles).length === 0) return ALLOWED;
  return byRules(principal, { qos: 0, retain: false, ...request }, roles);
}

/** The same decision for those who look at many topics at once: nothing is written down. */
export function createPermits(roles: Roles): Permits {
  return (principal, request) => authorize(principal, request, roles).ok;
}

/** For those who cannot go on: throws the refusal, if it is one. */
export function demand(decision: Decision): void {
  if (!decision.ok) throw decision.error;
}

/**
 * Modes none and token let everybody do everything with MQTT, unless the configuration gives roles to client certificates; the
 * server itself belongs to whoever holds the admin token.
 */
function withoutClaims(principal: Principal, request: AccessRequest, roles: Roles): Decision {
  if (request.action === 'admin') return principal.kind === 'admin' ? ALLOWED : missing('mqtt:admin', request);
  if (principal.roles === undefined || request.action === 'connect') return ALLOWED;
  return byRules(principal, { qos: 0, retain: false, ...request }, roles);
}

function byRules(principal: Principal, access: TopicAccess, roles: Roles): Decision {
  for (const { rule, place } of rulesOf(principal, roles)) {
    if (!appliesTo(rule, access, principal)) continue;
    return rule.permission === 'allow' ? ALLOWED : refusal(`${described(access)} is denied by ${place}.`);
  }
  return refusal(`${described(access)} is permitted by no rule of the token or its roles.`);
}

function* rulesOf({ acl = [], roles: names = [] }: Principal, roles: Roles): Generator<{ rule: AclRule; place: string }> {
  for (const [index, rule] of acl.entries()) yield { rule, place: `rule ${index + 1} of the token` };
  for (const name of names) {
    // A token may name a role like a member of every object.
    const rules = Object.hasOwn(roles, name) ? (roles[name] ?? []) : [];
    for (const [index, rule] of rules.entries()) yield { rule, place: `rule ${index + 1} of the role "${name}"` };
  }
}

function missing(scope: Scope, request: AccessRequest): Decision {
  return refusal(`${described(request)} needs the scope ${scope}, which the token does not carry.`, {
    hint: `Ask the authorization server for a token with the scope ${scope}.`,
    scope,
  });
}

function refusal(detail: string, options: { hint?: string; scope?: Scope } = {}): Decision {
  return { ok: false, error: new AppError('insufficient-scope', detail, options) };
}

function described(request: AccessRequest): string {
  switch (request.action) {
    case 'publish':
      return `Publishing to ${quoted(request.topic)} with QoS ${request.qos ?? 0}${request.retain === true ? ', retained,' : ''}`;
    case 'subscribe':
      return `Subscribing to ${quoted(request.topic)} with QoS ${request.qos ?? 0}`;
    case 'connect':
      return 'Connecting to a broker';
    case 'admin':
      return 'Administering this server';
  }
}

function quoted(topic: string): string {
  return JSON.stringify(topic.length > 100 ? `${topic.slice(0, 100)}…` : topic);
}
