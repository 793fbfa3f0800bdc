/**
 * What the dashboard sees of the policy: the rules, the questions that wait for a person, and how each call was decided. Part of the
 * shapes of the admin API (schema.ts), through which everybody else imports it.
 */
import { z } from 'zod';
import { ANSWERERS, VERDICTS } from '../policy/verdict.ts';

const moment = z.number().int().nonnegative();
const count = z.number().int().nonnegative();
const qos = z.union([z.literal(0), z.literal(1), z.literal(2)]);

/** How a call stood with the policy. */
export const callDecisionSchema = z.object({
  verdict: z.enum(VERDICTS),
  /** What decided, such as `rule 2` or `readOnly`; null where no rule matched. */
  rule: z.string().nullable(),
  /** Who answered when a person was asked. */
  by: z.enum(ANSWERERS).nullable(),
});

/** A question that waits for a person (`…/approvals/{id}`). */
export const approvalViewSchema = z.object({
  id: z.string(),
  askedAt: moment,
  expiresAt: moment,
  client: z.string().nullable(),
  principal: z.string(),
  session: z.string().nullable(),
  tool: z.string(),
  /** The rule that wants it, counted from 1. */
  rule: count,
  asked: z.discriminatedUnion('action', [
    z.object({ action: z.literal('connect'), broker: z.string() }),
    z.object({ action: z.literal('subscribe'), topic: z.string(), qos }),
    z.object({
      action: z.literal('publish'),
      topic: z.string(),
      qos,
      retain: z.boolean(),
      isWill: z.boolean(),
      /** The beginning of the payload. */
      payload: z.object({ text: z.string(), encoding: z.enum(['utf8', 'hex']), bytes: count, isCut: z.boolean() }),
    }),
    /** The call itself, whatever it does. */
    z.object({ action: z.literal('call'), arguments: z.record(z.string(), z.unknown()) }),
  ]),
});

/** `POST …/approvals/{id}`: answers a question; `by` says at which of the two the person sits. */
export const approvalAnswerSchema = z.object({ answer: z.enum(['approve', 'refuse']), by: z.enum(['dashboard', 'desktop']) });

/** Its answer. */
export const approvalAnsweredSchema = z.object({ id: z.string() });

/** What assistants may do (`policy` of the configuration). */
export const policyViewSchema = z.object({
  readOnly: z.boolean(),
  rules: z.array(
    z.object({
      tool: z.string().exactOptional(),
      action: z.enum(['publish', 'subscribe', 'connect']).exactOptional(),
      topic: z.string().exactOptional(),
      decision: z.enum(['allow', 'ask', 'deny']),
    }),
  ),
  brokers: z.array(z.string()),
  askTimeoutSeconds: z.number().min(1).max(3600),
});

export type ApprovalAnswer = z.infer<typeof approvalAnswerSchema>;
export type ApprovalView = z.infer<typeof approvalViewSchema>;
export type PolicyView = z.infer<typeof policyViewSchema>;
