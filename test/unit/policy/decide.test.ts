/** The policy's decisions: examples of each rule, and what holds for all policies and topics. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterMatches, topicFilterProblem, topicNameProblem } from '../../../sidecar/mqtt/topics.ts';
import { decide, decideCall, type PolicyRequest } from '../../../sidecar/policy/decide.ts';
import type { PolicyRule } from '../../../sidecar/policy/types.ts';

const publish = (topic: string, tool = 'mqttPublish'): PolicyRequest => ({ action: 'publish', topic, tool });
const subscribe = (topic: string, tool = 'mqttSubscribe'): PolicyRequest => ({ action: 'subscribe', topic, tool });
const policy = (...rules: PolicyRule[]) => ({ readOnly: false, rules });

describe('a policy without a rule that matches', () => {
  it('allows', () => {
    expect(decide(policy(), publish('a'))).toEqual({ decision: 'allow', by: undefined });
    expect(decide(policy({ topic: 'b', decision: 'deny' }), publish('a')).decision).toBe('allow');
  });
});

describe('the first rule that matches', () => {
  const rules = policy(
    { tool: 'mqttPublish', topic: 'plant/+/set', decision: 'ask' },
    { action: 'publish', topic: 'plant/#', decision: 'deny' },
    { action: 'connect', decision: 'deny' },
  );

  it.each([
    [publish('plant/1/set'), 'ask', 0],
    [publish('plant/1/set', 'mqttRequest'), 'deny', 1],
    [publish('plant'), 'deny', 1],
    [publish('home'), 'allow', undefined],
    [subscribe('plant/#'), 'allow', undefined],
    [{ action: 'connect', tool: 'mqttConnect' }, 'deny', 2],
  ] as const)('decides %j: %s', (request, decision, by) => {
    expect(decide(rules, request)).toEqual({ decision, by });
  });
});

describe('read-only mode', () => {
  it('refuses what publishes before any rule is looked at, and nothing else', () => {
    const readOnly = { readOnly: true, rules: [{ decision: 'allow' as const }] };
    expect(decide(readOnly, publish('a'))).toEqual({ decision: 'deny', by: 'readOnly' });
    expect(decide(readOnly, subscribe('#')).decision).toBe('allow');
  });
});

describe('a subscription', () => {
  it.each([
    ['secret/#', '#', 'deny'],
    ['secret/#', '+/x', 'deny'],
    ['secret/#', '$share/g/#', 'deny'],
    ['secret/#', 'secret', 'deny'],
    ['secret/#', 'public/#', 'allow'],
    ['$SYS/#', '#', 'allow'],
    ['$SYS/#', '$SYS/broker', 'deny'],
  ])('under a denial of %s, to %s: %s', (topic, filter, expected) => {
    expect(decide(policy({ topic, decision: 'deny' }), subscribe(filter)).decision).toBe(expected);
  });

  it('is not allowed by a rule that allows a part of it', () => {
    const rules = policy({ topic: 'a/+', decision: 'allow' }, { decision: 'deny' });
    expect(decide(rules, subscribe('a/b')).decision).toBe('allow');
    expect(decide(rules, subscribe('a/#')).decision).toBe('deny');
  });

  it('of which one part is to be asked about is refused for the denial of another', () => {
    const rules = policy({ topic: 'a/b', decision: 'ask' }, { topic: 'a/c', decision: 'deny' });
    expect(decide(rules, subscribe('a/b')).decision).toBe('ask');
    expect(decide(rules, subscribe('a/#')).decision).toBe('deny');
  });
});

describe('the call itself', () => {
  const acting = { tool: 'mqttPublish', isPassive: false };
  const passive = { tool: 'mqttStatus', isPassive: true };

  it('is decided on by a rule without action and topic', () => {
    expect(decideCall(policy({ tool: 'mqttStatus', decision: 'deny' }), passive)).toEqual({ decision: 'deny', by: 0 });
    expect(decideCall(policy({ tool: 'mqttStatus', decision: 'deny' }), acting)).toBeUndefined();
    expect(decideCall(policy({ decision: 'ask' }), acting)).toEqual({ decision: 'ask', by: 0 });
  });

  it('is left to what the tool does where a rule before may decide otherwise', () => {
    const rules = policy({ topic: 'free/#', decision: 'allow' }, { decision: 'deny' });
    expect(decideCall(rules, acting)).toBeUndefined();
    expect(decideCall(rules, passive)).toEqual({ decision: 'deny', by: 1 });
  });
});

const level = fc.constantFrom('a', 'b', 'c', '', '$SYS');
const topic = fc
  .array(level, { minLength: 1, maxLength: 3 })
  .map((levels) => levels.join('/'))
  .filter((name) => topicNameProblem(name) === undefined);
const filter = fc
  .tuple(fc.array(fc.oneof(level, fc.constant('+')), { maxLength: 3 }), fc.constantFrom('', '#', 'a'))
  .map(([levels, last]) => [...levels, ...(last === '' ? [] : [last])].join('/'))
  .filter((text) => topicFilterProblem(text) === undefined);
const tool = fc.constantFrom('mqttPublish', 'mqttSubscribe', 'mqttRequest');
const rule: fc.Arbitrary<PolicyRule> = fc.record(
  {
    tool,
    action: fc.constantFrom('publish' as const, 'subscribe' as const, 'connect' as const),
    topic: filter,
    decision: fc.constantFrom('allow' as const, 'ask' as const, 'deny' as const),
  },
  { requiredKeys: ['decision'] },
);
const rules = fc.array(rule, { maxLength: 6 });
const request: fc.Arbitrary<PolicyRequest> = fc.oneof(
  fc.record({ action: fc.constant('publish' as const), topic, tool }),
  fc.record({ action: fc.constant('subscribe' as const), topic: filter, tool }),
  fc.record({ action: fc.constant('connect' as const), tool }),
);
const gravity = { allow: 0, ask: 1, deny: 2 } as const;

describe('whatever the policy', () => {
  it('a subscription is never permitted more freely than any single topic that it receives', () => {
    fc.assert(
      fc.property(rules, filter, topic, tool, (given, wide, single, caller) => {
        fc.pre(filterMatches(wide, single));
        const of = (subscribed: string): number => gravity[decide(policy(...given), subscribe(subscribed, caller)).decision];
        expect(of(wide)).toBeGreaterThanOrEqual(of(single));
      }),
      { numRuns: 2_000 },
    );
  });

  it('publishing is decided on by the first rule that matches', () => {
    fc.assert(
      fc.property(rules, topic, tool, (given, name, caller) => {
        const by = given.findIndex(
          (each) =>
            (each.tool ?? caller) === caller &&
            (each.action ?? 'publish') === 'publish' &&
            (each.topic === undefined || filterMatches(each.topic, name)),
        );
        const first = given[by];
        const expected = first === undefined ? { decision: 'allow', by: undefined } : { decision: first.decision, by };
        expect(decide(policy(...given), publish(name, caller))).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('a denial put first, of just what is wanted, is obeyed', () => {
    fc.assert(
      fc.property(rules, request, (given, wanted) => {
        const { action } = wanted;
        const denial =
          'topic' in wanted ? { action, topic: wanted.topic, decision: 'deny' as const } : { action, decision: 'deny' as const };
        expect(decide(policy(denial, ...given), wanted)).toEqual({ decision: 'deny', by: 0 });
      }),
    );
  });

  it('what the call as such is denied is denied in everything that the tool does', () => {
    fc.assert(
      fc.property(rules, request, (given, wanted) => {
        const whole = decideCall(policy(...given), { tool: wanted.tool ?? '', isPassive: false });
        fc.pre(whole !== undefined);
        expect(decide(policy(...given), wanted)).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });

  it('read-only mode lets nothing publish', () => {
    fc.assert(
      fc.property(rules, topic, tool, (given, name, caller) => {
        expect(decide({ readOnly: true, rules: given }, publish(name, caller)).decision).toBe('deny');
      }),
    );
  });
});
