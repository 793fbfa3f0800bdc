/**
 * The environment as a source of the configuration: `MQTTX_SSE_` + the path of the setting. Every other variable of that
 * prefix is refused, since it is a setting that somebody believes to have made.
 */
import type { Given, SourceReading } from './given.ts';
import type { Problem } from './problems.ts';
import { isWholeReference } from './references.ts';
import type { Path } from './schema-tree.ts';
import { suggest } from './suggest.ts';
import { readText } from './text-values.ts';
import { listNamedSettings, VARIABLE_PREFIX } from './walk-schema.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Names the configuration file, as `--config` does. */
export const CONFIG_VARIABLE = `${VARIABLE_PREFIX}CONFIG`;

/** An empty variable counts as not set: container tools pass on what is unset as empty. */
export function readEnvironment(environment: Environment, folder: string): SourceReading {
  const settings = new Map(listNamedSettings().map((setting) => [setting.names.variable, setting]));
  const given: Given[] = [];
  const problems: Problem[] = [];
  const unreadable: Path[] = [];

  for (const [variable, text] of Object.entries(environment)) {
    if (!variable.startsWith(VARIABLE_PREFIX) || variable === CONFIG_VARIABLE || text === undefined || text === '') continue;
    const origin = { kind: 'environment', variable } as const;
    const setting = settings.get(variable);
    if (setting === undefined) {
      const near = suggest(variable, [...settings.keys(), CONFIG_VARIABLE]);
      problems.push({ origin, text: `there is no such setting.${near === undefined ? '' : ` Did you mean ${near}?`}` });
      continue;
    }
    const { path, schema } = setting;
    const read = isWholeReference(text) ? ({ ok: true, value: text } as const) : readText(schema, text);
    if (read.ok) {
      given.push({ path, value: read.value, originOf: () => origin, folder });
    } else {
      problems.push({ path, origin, text: read.text });
      unreadable.push(path);
    }
  }
  return { given, problems, unreadable };
}
