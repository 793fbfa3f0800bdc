/**
 * `policy` and `audit`: what assistants may do on the brokers, and the record of what they did. The rules are decided on by
 * `sidecar/policy`; the desktop keeps the same shapes in a file of its own.
 */
import { z } from 'zod';
import { brokerPatternProblem } from '../../policy/broker-patterns.ts';
import { count, path, seconds, text } from '../fields.ts';
import { topicFilter } from '../topic-fields.ts';

/** The first rule that matches decides; a rule matches when each of the keys it has does. */
const policyRuleSchema = z.strictObject({
  tool: text()
    .exactOptional()
    .describe('Name of a tool, such as mqttPublish, or resources/read for topics as resources; without it, all of them.'),
  action: z
    .enum(['publish', 'subscribe', 'connect'])
    .exactOptional()
    .describe('What the tool is about to do; without action and topic, the call itself.'),
  topic: topicFilter()
    .exactOptional()
    .describe(
      'Topic filter. allow has to cover the filter that is subscribed, ask and deny only to overlap with it; without it, every topic.',
    ),
  decision: z.enum(['allow', 'ask', 'deny']).describe('What becomes of it: it is done, a person is asked, or it is refused.'),
});

const brokerPattern = () =>
  z
    .string()
    .superRefine((value, context) => {
      const problem = brokerPatternProblem(value);
      if (problem !== undefined) context.addIssue({ code: 'custom', message: `${JSON.stringify(value)} cannot be used: ${problem}.` });
    })
    .meta({ allowed: 'address (host, *.domain, IP address or CIDR block, each with or without :port)' });

export const policySection = z
  .strictObject({
    readOnly: z
      .boolean()
      .default(false)
      .describe('Refuses everything that publishes, clears retained messages or leaves a will, to tools and to callers of the HTTP API.'),
    rules: z
      .array(policyRuleSchema)
      .default([])
      .meta({ allowed: 'list of rules', description: 'Rules for the tools; the first that matches decides, none allows.' }),
    brokers: z
      .array(brokerPattern())
      .default([])
      .describe('Brokers that may be reached besides those of the profiles, by tools and by the HTTP API; if empty, all of them.'),
    askTimeoutSeconds: seconds(1, 3600)
      .default(50)
      .describe('How long a person may take to answer when a rule says ask; then it is refused. Many clients give up after 60 s.'),
  })
  .prefault({})
  .describe('What assistants may do on the brokers.');

export const auditSection = z
  .strictObject({
    store: z
      .enum(['memory', 'sqlite'])
      .exactOptional()
      .describe('Where the record of tool calls is kept; without it, in SQLite if history.store is sqlite, else in memory.'),
    path: path().exactOptional().describe('File of the SQLite record; without it, audit.sqlite beside history.path.'),
    maxEntries: count(100, 10_000_000).default(100_000).describe('How many calls are kept in SQLite.'),
    maxAgeDays: count(1, 36_500).default(90).describe('How long calls are kept in SQLite.'),
  })
  .prefault({})
  .describe('The record of what assistants did.');
