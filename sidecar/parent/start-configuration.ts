/** From the parent's `start` message to the configuration of the sidecar. Pure; what is wrong is told without any value. */
import type { z } from 'zod';
import { type Config, configSchema } from '../config/schema.ts';
import { AppError } from '../errors.ts';
import type { ParentMessage } from './schema.ts';

type ProfilesGiven = Pick<Extract<ParentMessage, { type: 'profiles-changed' }>, 'profiles' | 'defaultProfile'>;

/** @throws AppError `invalid-configuration` */
export function configurationOf({ config, adminToken, profiles, defaultProfile }: Extract<ParentMessage, { type: 'start' }>): Config {
  return parse({ ...config, profiles, defaultProfile, admin: { token: adminToken } });
}

/** @throws AppError `invalid-configuration` */
export function profilesOf({ profiles, defaultProfile }: ProfilesGiven): Pick<Config, 'profiles' | 'defaultProfile'> {
  return parse({ profiles, defaultProfile });
}

/** @throws AppError `invalid-configuration` */
export function policyOf({ policy }: Pick<Extract<ParentMessage, { type: 'policy-changed' }>, 'policy'>): Config['policy'] {
  return parse({ policy }).policy;
}

function parse(given: unknown): Config {
  const parsed = configSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new AppError('invalid-configuration', `The settings handed over by the parent program are not valid: ${inWords(parsed.error)}.`, {
    hint: 'Correct them in the settings of the program that starts the sidecar.',
  });
}

function inWords({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join('; ');
}
