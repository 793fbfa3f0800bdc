/**
 * What the policy says of one thing that a tool is about to do. Used by the gate that every call passes; the property tests hold
 * what is promised here. Pure.
 *
 * The first rule that matches decides, none allows. A subscription is many topics at once: a rule that allows has to cover its
 * filter, one that asks or denies need only overlap with it (ADR 0012), and a rule that asks for a part of it does not spare it
 * the denials that follow.
 */
import { filterCovers, filterMatches, filtersOverlap } from '../mqtt/topics.ts';
import type { Policy, PolicyRule } from './types.ts';

/** A topic name to publish to, a topic filter to subscribe to; valid. */
export type PolicyRequest =
  | { readonly action: 'publish'; readonly topic: string; readonly tool: string | undefined }
  | { readonly action: 'subscribe'; readonly topic: string; readonly tool: string | undefined }
  | { readonly action: 'connect'; readonly tool: string | undefined };

export interface PolicyDecision {
  readonly decision: PolicyRule['decision'];
  /** What decided: a rule by its place, counted from 0, or the read-only mode; undefined where nothing matched. */
  readonly by: number | 'readOnly' | undefined;
}

const ALLOWED: PolicyDecision = { decision: 'allow', by: undefined };

export function decide({ readOnly, rules }: Pick<Policy, 'readOnly' | 'rules'>, request: PolicyRequest): PolicyDecision {
  if (readOnly && request.action === 'publish') return { decision: 'deny', by: 'readOnly' };
  let asked: PolicyDecision | undefined;
  for (const [by, rule] of rules.entries()) {
    if (!concerns(rule, request)) continue;
    const { decision } = rule;
    if (decision === 'deny') return { decision, by };
    if (decision === 'allow') return asked ?? { decision, by };
    asked ??= { decision, by };
    if (coversWhole(rule, request)) return asked;
  }
  return asked ?? ALLOWED;
}

export interface CallRequest {
  readonly tool: string;
  /** The tool neither connects, subscribes nor publishes, so that nothing of it can be decided on later. */
  readonly isPassive: boolean;
}

/**
 * What the policy says of a call as such, before it does anything: rules without action and topic are about it. Undefined where
 * an earlier rule may decide otherwise on some of what the tool does, which is then decided on one by one.
 */
export function decideCall({ rules }: Pick<Policy, 'rules'>, { tool, isPassive }: CallRequest): PolicyDecision | undefined {
  for (const [by, rule] of rules.entries()) {
    if (rule.tool !== undefined && rule.tool !== tool) continue;
    if (rule.action === undefined && rule.topic === undefined) return { decision: rule.decision, by };
    if (!isPassive) return undefined;
  }
  return undefined;
}

function concerns({ tool, action, topic, decision }: PolicyRule, request: PolicyRequest): boolean {
  if (tool !== undefined && tool !== request.tool) return false;
  if (action !== undefined && action !== request.action) return false;
  if (topic === undefined) return true;
  switch (request.action) {
    case 'connect':
      return false;
    case 'publish':
      return filterMatches(topic, request.topic);
    case 'subscribe':
      return decision === 'allow' ? filterCovers(topic, request.topic) : filtersOverlap(topic, request.topic);
  }
}

function coversWhole({ topic }: PolicyRule, request: PolicyRequest): boolean {
  return topic === undefined || request.action !== 'subscribe' || filterCovers(topic, request.topic);
}
