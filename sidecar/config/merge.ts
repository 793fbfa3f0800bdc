/**
 * Lays the sources over each other, the later ones on top, and remembers for every setting which one it came from. Sections
 * are merged key by key; a list, and an entry of a map (one profile, one role), is replaced as a whole, so that a password
 * never meets an address it was not written for.
 */
import type { Given } from './given.ts';
import type { Origin, Problem } from './problems.ts';
import { entrySchemaOf, fieldsOf, formatPath, isRecord, isWithin, type Path, type Schema, schemaAt } from './schema-tree.ts';

export interface MergedSources {
  readonly tree: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
  /** Where every setting was given, as `server.port`; an entry of a map as `profiles.local`. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** Where the setting, or what it is a part of, was given; for a missing one, what stands around it in the file. */
  originOf(path: Path): Origin | undefined;
  /** The folder that a relative path in the setting starts from; undefined when it was not given. */
  folderOf(path: Path): string | undefined;
}

export function mergeSources(root: Schema, sources: readonly Given[]): MergedSources {
  const tree: Record<string, unknown> = {};
  const problems: Problem[] = [];
  const givenKeys = new Map<string, { readonly path: Path; readonly source: Given }>();

  function put(target: Record<string, unknown>, path: Path, value: unknown, source: Given): void {
    const key = String(path.at(-1));
    if (key === '__proto__') {
      problems.push({ path, origin: source.originOf(path), text: 'there is no such setting, and no map can have this key. Remove it.' });
      return;
    }
    const schema = schemaAt(root, path);
    const isMergeable = schema !== undefined && (fieldsOf(schema) !== undefined || entrySchemaOf(schema) !== undefined);
    const isEntry = path.length > 1 && fieldsOf(schemaAt(root, path.slice(0, -1)) ?? root) === undefined;
    if (isMergeable && !isEntry && isRecord(value)) {
      const before = target[key] ?? {};
      // What stands there is wrong, and has to be told; it is not to vanish under what comes later.
      if (!isRecord(before)) return;
      target[key] = before;
      for (const [name, inner] of Object.entries(value)) put(before, [...path, name], inner, source);
      return;
    }
    // An empty `tls:` in YAML is null: a section of which nothing is said.
    if (isMergeable && value === null) return;
    target[key] = value;
    givenKeys.set(formatPath(path), { path, source });
  }

  function putAt(source: Given): void {
    const [first, ...rest] = source.path;
    if (first === undefined) {
      if (isRecord(source.value)) for (const [name, inner] of Object.entries(source.value)) put(tree, [name], inner, source);
      return;
    }
    const nested = rest.reduceRight<unknown>((inner, step) => ({ [step]: inner }), source.value);
    put(tree, [first], nested, source);
  }

  for (const source of sources) putAt(source);

  function sourceOf(path: Path): Given | undefined {
    for (let length = path.length; length > 0; length -= 1) {
      const given = givenKeys.get(formatPath(path.slice(0, length)));
      if (given !== undefined) return given.source;
    }
    return undefined;
  }

  function originOf(path: Path): Origin | undefined {
    const source = sourceOf(path);
    if (source !== undefined) return source.originOf(path);
    const parent = path.slice(0, -1);
    const sibling = parent.length === 0 ? undefined : [...givenKeys.values()].find((given) => isWithin(given.path, parent));
    const around = sibling?.source.originOf(parent);
    return around?.kind === 'file' ? around : undefined;
  }

  const origins = new Map([...givenKeys].map(([key, { path, source }]) => [key, source.originOf(path)] as const));
  return { tree, problems, origins, originOf, folderOf: (path) => sourceOf(path)?.folder };
}
