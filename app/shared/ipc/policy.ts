/**
 * What assistants may do, as a person edits it. The desktop keeps it in a file of its own and hands it to the sidecar; main checks
 * filters and addresses by the configuration's own schema. Used by `ipc-contract.ts` and the Permissions page.
 */
import { policyViewSchema } from '../../../sidecar/admin/schema.ts';
import { nothing } from './result.ts';

export const policyChannels = {
  'policy.read': { request: nothing, response: policyViewSchema },
  /** The whole of it, in force at once. Fails with `invalid-arguments` for a filter or an address that cannot be. */
  'policy.save': { request: policyViewSchema, response: policyViewSchema },
} as const;

export const policyEvents = { 'policy.changed': policyViewSchema } as const;
