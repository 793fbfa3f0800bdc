/**
 * Fields of the schema that hold topic filters. Apart from the other building blocks, since they rest on the rules of MQTT,
 * which a page that edits a profile has no need of.
 */
import { z } from 'zod';
import { topicFilterProblem } from '../mqtt/topics.ts';

function reportProblem(value: string, filter: string, context: z.core.$RefinementCtx<string>): void {
  const problem = topicFilterProblem(filter);
  if (problem === undefined) return;
  context.addIssue({ code: 'custom', message: `${JSON.stringify(value)} cannot be used: ${problem}.` });
}

export const topicFilter = () =>
  z
    .string()
    .superRefine((value, context) => reportProblem(value, value, context))
    .meta({ allowed: 'topic filter' });

/** A filter as EMQX's access rules have it: with placeholders, and `eq ` in front where wildcards are meant literally. */
export const aclTopic = () =>
  z
    .string()
    .superRefine((value, context) => reportProblem(value, value.replace(/^eq /, ''), context))
    .meta({ allowed: 'topic filter' });
