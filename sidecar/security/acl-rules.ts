/**
 * Permissions as they stand in a token: EMQX's claim `acl` in both of its forms, made into one list of rules. Used where the
 * claims of a token are read; what a rule decides stands in acl.ts. Pure.
 */
import { z } from 'zod';
import { topicFilterProblem } from '../mqtt/topics.ts';

/** Takes the rest of the topic literally, wildcards and placeholders included. */
export const EQ = 'eq ';

const qos = z.literal([0, 1, 2]);

/** Filters are checked before their placeholders are filled in, which never adds a wildcard. */
const ruleTopic = z.string().superRefine((value, context) => {
  const problem = value.startsWith(EQ) ? undefined : topicFilterProblem(value);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: `the filter cannot be used: ${problem}` });
});

const listedRule = z.looseObject({
  permission: z.enum(['allow', 'deny']),
  action: z.enum(['publish', 'subscribe', 'all']),
  topic: ruleTopic,
  qos: z.union([qos, z.array(qos)]).exactOptional(),
  retain: z.boolean().exactOptional(),
});

const grants = z.array(ruleTopic).default([]);

export interface AclRule {
  readonly permission: 'allow' | 'deny';
  readonly action: 'publish' | 'subscribe' | 'all';
  readonly topic: string;
  readonly qos?: 0 | 1 | 2 | readonly (0 | 1 | 2)[];
  readonly retain?: boolean;
  /** Has conditions that this server knows nothing of (`ipaddr`, `zone`, …): it cannot allow, and it denies in any case. */
  readonly isConditional?: true;
}

const understood = new Set(['permission', 'action', 'topic', 'qos', 'retain']);

function fromList(rule: z.output<typeof listedRule>): AclRule {
  const { permission, action, topic, qos: levels, retain } = rule;
  const isConditional = Object.keys(rule).some((name) => !understood.has(name));
  return {
    permission,
    action,
    topic,
    ...(levels === undefined ? {} : { qos: levels }),
    ...(retain === undefined ? {} : { retain }),
    ...(isConditional ? { isConditional } : {}),
  };
}

function allowing(action: AclRule['action'], topics: readonly string[]): AclRule[] {
  return topics.map((topic) => ({ permission: 'allow', action, topic }));
}

/** The claim `acl`: a list of rules, the first that matches decides; or, older, the topics that are allowed by action. */
export const aclClaim = z.union([
  z.array(listedRule).transform((rules) => rules.map(fromList)),
  z
    .object({ pub: grants, sub: grants, all: grants })
    .transform(({ pub, sub, all }) => [...allowing('publish', pub), ...allowing('subscribe', sub), ...allowing('all', all)]),
]);
