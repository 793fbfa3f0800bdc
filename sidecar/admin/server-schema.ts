/** What the dashboard reads of the server itself: part of the snapshot's schema. */
import { z } from 'zod';

const count = z.number().int().nonnegative();
const moment = z.number().int().nonnegative();

export const serverViewSchema = z.object({
  name: z.literal('mqttx-sse-server'),
  version: z.string(),
  pid: count,
  startedAt: moment,
  port: count,
  mcpUrl: z.string(),
  authMode: z.enum(['none', 'token', 'jwt', 'oauth2']),
  embeddedBroker: z.object({ running: z.boolean(), url: z.string().nullable() }),
});
