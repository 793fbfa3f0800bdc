/** Makes a configuration fit to be printed, logged or put into a diagnostics bundle: without its secrets. */
import type { ConfigSources } from './load-config.ts';
import { formatPath, isRecord, metaOf, type Path, schemaAt } from './schema-tree.ts';
import { type Config, configSchema } from './schema.ts';
import { hideCredentials, isPemText } from './show-value.ts';

const HIDDEN = '***';

/**
 * A copy without what the schema marks as secret (passwords, tokens, keys, credentials in URLs) and without what a reference
 * yielded; of the latter, the reference itself is shown.
 */
export function redactConfig(config: Config, sources?: Pick<ConfigSources, 'references'>): unknown {
  function redact(path: Path, value: unknown): unknown {
    if (value === undefined) return undefined;
    const reference = sources?.references.get(formatPath(path));
    if (reference !== undefined) return reference;
    if (Array.isArray(value)) return value.map((element, index) => redact([...path, index], element));
    if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redact([...path, key], inner)]));
    const schema = schemaAt(configSchema, path);
    // What the schema does not know cannot be judged.
    if (schema === undefined) return HIDDEN;
    const { secret } = metaOf(schema);
    if (secret === 'value') return HIDDEN;
    if (typeof value !== 'string') return value;
    if (secret === 'pem') return isPemText(value) ? HIDDEN : value;
    return secret === 'url' ? hideCredentials(value) : value;
  }
  return redact([], config);
}
