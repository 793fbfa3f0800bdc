/**
 * A principal as it is kept outside of this process, or comes from another instance. Loose: what a later version knows of one may
 * narrow what is permitted, and must not get lost.
 */
import { z } from 'zod';

const qosSchema = z.literal([0, 1, 2]);

export const principalSchema = z.looseObject({
  id: z.string(),
  kind: z.enum(['anonymous', 'token', 'admin', 'jwt', 'oauth2', 'certificate', 'stdio']),
  expiresAt: z.number().exactOptional(),
  username: z.string().exactOptional(),
  clientId: z.string().exactOptional(),
  acl: z
    .array(
      z.looseObject({
        permission: z.enum(['allow', 'deny']),
        action: z.enum(['publish', 'subscribe', 'all']),
        topic: z.string(),
        qos: z.union([qosSchema, z.array(qosSchema)]).exactOptional(),
        retain: z.boolean().exactOptional(),
        isConditional: z.literal(true).exactOptional(),
      }),
    )
    .exactOptional(),
  roles: z.array(z.string()).exactOptional(),
  scopes: z.array(z.string()).exactOptional(),
});
