/**
 * The fields of the configuration, put together from the sections, and the types that come from them. The checks between the
 * fields stand in cross-checks.ts, and schema.ts, which everybody else imports, joins the two.
 */
import { z } from 'zod';
import { adminSection, authSection } from './sections/auth.ts';
import { defaultProfileField, embeddedBrokerSection, type profileSchema, profilesSection } from './sections/brokers.ts';
import { clusterSection, historySection, sseSection, streamSection } from './sections/delivery.ts';
import { auditSection, policySection } from './sections/policy.ts';
import { limitsSection, logSection, mcpSection } from './sections/rules.ts';
import { forwardSection } from './sections/forward.ts';
import { serverSection } from './sections/server.ts';

export const configObject = z.strictObject({
  server: serverSection,
  auth: authSection,
  admin: adminSection,
  profiles: profilesSection,
  defaultProfile: defaultProfileField,
  embeddedBroker: embeddedBrokerSection,
  forward: forwardSection,
  mcp: mcpSection,
  sse: sseSection,
  stream: streamSection,
  history: historySection,
  cluster: clusterSection,
  policy: policySection,
  audit: auditSection,
  limits: limitsSection,
  log: logSection,
});

export type Config = z.output<typeof configObject>;

/** A configuration as it may be written: everything that has a default may be left out. */
export type ConfigInput = z.input<typeof configObject>;

export type Profile = z.output<typeof profileSchema>;
