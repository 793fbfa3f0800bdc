/**
 * Whether one rule of EMQX's access control applies to what somebody wants to do. Used by authorize.ts, which asks rule after
 * rule; the first that applies decides. Pure.
 */
import { filterCovers, filterMatches, filtersOverlap, parseSharedFilter } from '../mqtt/topics.ts';
import type { QoS } from '../mqtt/types.ts';
import { EQ, type AclRule } from './acl-rules.ts';

/** Who fills the placeholders. */
export interface AclIdentity {
  readonly username?: string | undefined;
  readonly clientId?: string | undefined;
}

export interface TopicAccess {
  readonly action: 'publish' | 'subscribe';
  /** Topic name to publish to, or topic filter to subscribe to; valid. */
  readonly topic: string;
  readonly qos: QoS;
  /** Of publishing only. */
  readonly retain: boolean;
}

export function appliesTo(rule: AclRule, access: TopicAccess, identity: AclIdentity): boolean {
  if (rule.action !== 'all' && rule.action !== access.action) return false;
  if (rule.isConditional === true) return rule.permission === 'deny' && concerns(rule, access, identity);
  if (rule.qos !== undefined && ![rule.qos].flat().includes(access.qos)) return false;
  // EMQX: the condition is one on messages, and a subscription is none.
  if (rule.retain !== undefined && access.action === 'publish' && rule.retain !== access.retain) return false;
  return concerns(rule, access, identity);
}

function concerns({ topic, permission }: AclRule, access: TopicAccess, identity: AclIdentity): boolean {
  if (topic.startsWith(EQ)) return isSame(topic.slice(EQ.length), access);
  const filter = filledIn(topic, identity) ?? (permission === 'deny' ? widest(topic) : undefined);
  if (filter === undefined) return false;
  if (access.action === 'publish') return filterMatches(filter, access.topic);
  // A subscription is granted as a whole, and denied if it reaches anything that is denied.
  return permission === 'allow' ? filterCovers(filter, access.topic) : filtersOverlap(filter, access.topic);
}

function isSame(literal: string, { action, topic }: TopicAccess): boolean {
  // A shared subscription receives what its inner filter does.
  return topic === literal || (action === 'subscribe' && parseSharedFilter(topic)?.filter === literal);
}

const PLACEHOLDER = /\$\{(username|clientid)\}/g;

/** The filter of this caller; undefined where a placeholder cannot be filled. */
function filledIn(topic: string, { username, clientId }: AclIdentity): string | undefined {
  let isComplete = true;
  const filter = topic.replaceAll(PLACEHOLDER, (_placeholder, name: string) => {
    const value = name === 'username' ? username : clientId;
    isComplete &&= isOneLevel(value);
    return value ?? '';
  });
  return isComplete ? filter : undefined;
}

/** Whoever may choose a name must not choose more topics with it: no wildcard, no further level. */
function isOneLevel(value: string | undefined): boolean {
  return value !== undefined && value !== '' && !/[+#/\0]/.test(value);
}

/** Everything that a filter may mean whose placeholder cannot be filled: all below the level that holds it. */
function widest(topic: string): string {
  const levels = topic.split('/');
  const index = levels.findIndex((level) => level.search(PLACEHOLDER) >= 0);
  return [...levels.slice(0, index), '#'].join('/');
}
