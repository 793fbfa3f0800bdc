/**
 * The one description of the configuration. Validation, defaults, the names of environment variables and flags, `--help` and
 * docs/configuration.md all come from it. `Config` is what the rest of the program reads.
 *
 * Each field carries its default and one sentence of documentation; `.describe()` or `.meta()` comes last, on the outermost
 * schema, where the walk over the schema looks for it.
 */
import { checkAcrossSections } from './cross-checks.ts';
import { configObject, type Config, type Profile } from './settings.ts';

export type { Config, ConfigInput, Profile } from './settings.ts';
export { policySection } from './sections/policy.ts';
export { profileSchema } from './sections/brokers.ts';

export const configSchema = configObject.superRefine(checkAcrossSections);

/** The profile of that name. A plain index would answer to `toString` too. */
export function findProfile(config: Pick<Config, 'profiles'>, name: string): Profile | undefined {
  return Object.hasOwn(config.profiles, name) ? config.profiles[name] : undefined;
}
