/**
 * Whether messages could go round between forwards: what one publishes, another takes, and so on until the first takes it again.
 * Decided by filters alone, before anything runs. Pure; used by the checks of the configuration and where forwards are started.
 */
import { filtersOverlap } from '../mqtt/topics.ts';

interface Rule {
  readonly from: string;
  readonly to: string;
  readonly topics: readonly string[];
  readonly prefix: string;
}

/** The places of those rules that are part of a cycle. @param brokerOf what two profiles of the same broker have in common */
export function rulesInCycles(rules: readonly Rule[], brokerOf: (profile: string) => string): Set<number> {
  const follows = rules.map((rule) => rules.flatMap((next, index) => (feeds(rule, next, brokerOf) ? [index] : [])));
  return new Set([...rules.keys()].filter((start) => reaches(start, follows)));
}

function feeds(rule: Rule, next: Rule, brokerOf: (profile: string) => string): boolean {
  if (brokerOf(rule.to) !== brokerOf(next.from)) return false;
  return rule.topics.some((topic) => next.topics.some((taken) => filtersOverlap(rule.prefix + topic, taken)));
}

/**
 * Whether all that arrives at the source of a rule by other rules is what this one has sent: two that pass on to each other. Then the
 * source need not send it back in the first place.
 */
export function hearsItselfOnly(rules: readonly Rule[], index: number, brokerOf: (profile: string) => string): boolean {
  const rule = rules[index];
  if (rule === undefined) return false;
  const before = rules.filter((other) => feeds(other, rule, brokerOf));
  return before.length > 0 && before.every(({ from }) => brokerOf(from) === brokerOf(rule.to));
}

function reaches(start: number, follows: readonly (readonly number[])[]): boolean {
  const seen = new Set<number>();
  const open = [...(follows[start] ?? [])];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (index === start) return true;
    if (seen.has(index)) continue;
    seen.add(index);
    open.push(...(follows[index] ?? []));
  }
  return false;
}
