/**
 * The rules of the policy while a person edits them: one rule as plain texts and what is wrong with it, the order of all of them,
 * and the rule that lets a topic pass from now on. Pure.
 */
import type { ApprovalView, PolicyView } from '../../../sidecar/admin/schema.ts';
import { isTopicFilter } from './topic-filter.ts';

export type Rule = PolicyView['rules'][number];
export type Decision = Rule['decision'];
export type RuleAction = NonNullable<Rule['action']>;

export const DECISIONS = ['allow', 'ask', 'deny'] as const satisfies readonly Decision[];
export const ACTIONS = ['publish', 'subscribe', 'connect'] as const satisfies readonly RuleAction[];

export interface RuleDraft {
  /** Empty: every tool. */
  readonly tool: string;
  readonly action: RuleAction | null;
  /** Empty: every topic. */
  readonly topic: string;
  readonly decision: Decision;
}

export const NEW_RULE: RuleDraft = { tool: '', action: 'publish', topic: '', decision: 'ask' };

export function draftOfRule({ tool = '', action, topic = '', decision }: Rule): RuleDraft {
  return { tool, action: action ?? null, topic, decision };
}

export function ruleOf({ tool, action, topic, decision }: RuleDraft): Rule {
  return {
    ...(tool.trim() === '' ? {} : { tool: tool.trim() }),
    ...(action === null ? {} : { action }),
    ...(topic === '' ? {} : { topic }),
    decision,
  };
}

export type TopicProblem = 'topicInvalid' | 'topicWithConnect';

export function topicProblem({ action, topic }: RuleDraft): TopicProblem | null {
  if (topic === '') return null;
  if (action === 'connect') return 'topicWithConnect';
  return isTopicFilter(topic) ? null : 'topicInvalid';
}

/** @param index of the rule that is replaced; past the end for a new one */
export function withRule({ rules, ...policy }: PolicyView, index: number, rule: Rule): PolicyView {
  return { ...policy, rules: [...rules.slice(0, index), rule, ...rules.slice(index + 1)] };
}

export function withoutRule({ rules, ...policy }: PolicyView, index: number): PolicyView {
  return { ...policy, rules: rules.toSpliced(index, 1) };
}

/** Moves a rule by one place; one that is at the end stays there. */
export function withRuleMoved({ rules, ...policy }: PolicyView, index: number, by: -1 | 1): PolicyView {
  const [rule, other] = [rules[index], rules[index + by]];
  if (rule === undefined || other === undefined) return { ...policy, rules };
  return { ...policy, rules: rules.with(index, other).with(index + by, rule) };
}

/** What would let this very topic pass from now on; null for what has no topic. It goes before all others, which would ask again. */
export function allowingRule({ tool, asked }: ApprovalView): Rule | null {
  if (asked.action !== 'publish' && asked.action !== 'subscribe') return null;
  return { tool, action: asked.action, topic: asked.topic, decision: 'allow' };
}
