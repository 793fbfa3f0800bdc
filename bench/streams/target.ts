/** Where readers connect and what they ask for, as it is told to the process that holds them. */
import { z } from 'zod';

export const targetSchema = z.discriminatedUnion('protocol', [
  z.object({
    protocol: z.literal('sse'),
    port: z.number(),
    /** `{topic}` stands for the topic, percent-encoded. */
    path: z.string(),
  }),
  z.object({ protocol: z.literal('mqtt'), port: z.number() }),
]);

export type Target = z.output<typeof targetSchema>;

export const topicsSchema = z.enum(['shared', 'own']);

/** Whether all readers have one topic or each has its own. */
export type Topics = z.output<typeof topicsSchema>;

export function topicOf(topics: Topics, index: number): string {
  return topics === 'shared' ? 'bench/all' : `bench/own/${index}`;
}
