/**
 * From what was given (command line, environment, files) to the configuration, or to one message with everything that is
 * wrong. Touches nothing by itself: files are read through the function handed in.
 */
import { CONFIG_VARIABLE, type Environment, readEnvironment } from './environment.ts';
import type { CommandFlags } from './command-flags.ts';
import { explainIssue } from './explain-issue.ts';
import { namedFile, readConfigFile } from './find-file.ts';
import { readFlags } from './flags.ts';
import { mergeSources } from './merge.ts';
import { formatProblems, type Origin, type Problem } from './problems.ts';
import { type ReadFile, resolveValues } from './resolve-values.ts';
import { type Config, configSchema } from './schema.ts';
import { validate } from './validate.ts';

export interface LoadOptions {
  /** The arguments after the program's name. */
  readonly argv: readonly string[];
  readonly env: Environment;
  /** Absolute. */
  readonly cwd: string;
  /** Absolute; undefined where the system has none. */
  readonly userConfigDir: string | undefined;
  readonly readFile: ReadFile;
}

export interface ConfigSources {
  /** The configuration file that was read. */
  readonly file: string | undefined;
  /** Every setting that was given, as `server.port` (an entry of a map as `profiles.local`), with the place. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** Settings that a reference was written for, as `auth.token`; their values are not to be shown. */
  readonly references: ReadonlyMap<string, string>;
}

export type LoadResult =
  | { readonly ok: true; readonly config: Config; readonly sources: ConfigSources; readonly flags: CommandFlags }
  | { readonly ok: false; readonly message: string };

export function loadConfig({ argv, env, cwd, userConfigDir, readFile }: LoadOptions): LoadResult {
  const flags = readFlags(argv, cwd);
  // Help has to come whatever state the configuration is in.
  if (flags.command.help || flags.command.version) {
    const nothing = { file: undefined, origins: new Map(), references: new Map() };
    return { ok: true, config: configSchema.parse({}), sources: nothing, flags: flags.command };
  }

  const environment = readEnvironment(env, cwd);
  const named = namedFile(flags.configFile, env[CONFIG_VARIABLE], cwd);
  const folders = userConfigDir === undefined ? [cwd] : [cwd, userConfigDir];
  const file = readConfigFile({ named, folders, readFile });

  const merged = mergeSources(configSchema, [...(file.ok ? file.given : []), ...environment.given, ...flags.given]);
  const resolved = resolveValues(configSchema, merged, { environment: env, readFile, folder: cwd });
  const unreadable = [...environment.unreadable, ...flags.unreadable, ...resolved.unreadable];
  const validation = validate(resolved.value, unreadable);

  const issues = (validation.ok ? [] : validation.issues).map((issue) => ({ issue, origin: merged.originOf(issue.path) }));
  const problems: Problem[] = [
    ...(file.ok ? [] : file.problems),
    ...environment.problems,
    ...flags.problems,
    ...merged.problems,
    ...resolved.problems,
    ...issues
      // While the file cannot be read, what is missing may well stand in it.
      .filter(({ origin }) => file.ok || origin !== undefined)
      .map(({ issue, origin }) => ({
        path: issue.path,
        origin,
        text: explainIssue(configSchema, resolved.value, issue, resolved.references),
      })),
  ];
  if (problems.length > 0 || !validation.ok) return { ok: false, message: formatProblems(problems) };

  const sources = { file: file.ok ? file.file : undefined, origins: merged.origins, references: resolved.references };
  return { ok: true, config: validation.config, sources, flags: flags.command };
}
