/** What the load generator asks of the process that holds its readers, and what that answers. Each request has one answer. */
import { z } from 'zod';
import { targetSchema, topicsSchema } from './target.ts';

export const requestSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('open'), target: targetSchema, count: z.number(), topics: topicsSchema }),
  z.object({ do: z.literal('begin'), lookEvery: z.number() }),
  z.object({ do: z.literal('progress') }),
  z.object({ do: z.literal('report') }),
  z.object({ do: z.literal('close') }),
]);

export type Request = z.output<typeof requestSchema>;

export const progressSchema = z.object({
  /** Number of the message that all readers of one topic have received. */
  slowest: z.number(),
  deliveries: z.number(),
});

export type Progress = z.output<typeof progressSchema>;

export const reportSchema = z.object({
  deliveries: z.number(),
  /** What readers that are looked at message by message have not got although they got later ones; where all have one topic. */
  lost: z.number(),
  /** Milliseconds from publishing to reading. */
  p50: z.number(),
  p99: z.number(),
  max: z.number(),
  /** Of a processor, by the readers. */
  cpuPercent: z.number(),
});

export type Report = z.output<typeof reportSchema>;

export const answerSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), result: z.unknown().optional() }),
  z.object({ ok: z.literal(false), reason: z.string() }),
]);

export type Answer = z.output<typeof answerSchema>;
