/** `forward`: messages that are passed on from one profile to another. Read by `hub/forward`. */
import { z } from 'zod';
import { text } from '../fields.ts';
import { topicFilter } from '../topic-fields.ts';

/** Other readers of the profile may bring the same messages to its history, and a share of them would be one no longer. */
const ownFilter = () =>
  topicFilter().refine((filter) => !filter.startsWith('$share/'), {
    error: 'cannot be a shared subscription ($share/…): a forward passes on all that matches. Leave out $share and the group.',
  });

const forwardRule = z.strictObject({
  from: text().meta({ allowed: 'name of a profile', description: 'Profile whose messages are passed on.' }),
  to: text().meta({ allowed: 'name of a profile', description: 'Profile to which they are published.' }),
  topics: z.array(ownFilter()).min(1).describe('Topic filters of the messages.'),
  prefix: z
    .string()
    .regex(/^[^+#\0]*$/)
    .default('')
    .meta({ allowed: 'text without + and #', description: 'Stands in front of each topic at the target, as in site7/.' }),
  qos: z
    .literal([0, 1, 2])
    .default(1)
    .describe('QoS of the subscription, and the highest to publish with; from 1 on nothing is lost over outages.'),
});

export const forwardSection = z.array(forwardRule).default([]).meta({
  allowed: 'list of { from, to, topics, prefix, qos }',
  description: 'Passes messages on to another profile, over outages of either side.',
});
