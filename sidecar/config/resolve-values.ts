/**
 * Goes through the merged sources once before they are validated: puts in what references name, makes paths absolute, and
 * takes away empty sections. Reads through the functions handed in.
 */
import { isAbsolute, resolve } from 'node:path';
import type { Environment } from './environment.ts';
import type { MergedSources } from './merge.ts';
import type { Problem } from './problems.ts';
import { expandReferences, hasReference, isWholeReference, type Lookup } from './references.ts';
import { entrySchemaOf, fieldsOf, formatPath, isRecord, metaOf, type Path, type Schema, schemaAt } from './schema-tree.ts';
import { isText, readText } from './text-values.ts';

/** Undefined when there is no such file; throws when it cannot be read. */
export type ReadFile = (path: string) => string | undefined;

export interface Surroundings {
  readonly environment: Environment;
  readonly readFile: ReadFile;
  /** The folder that relative paths start from where nothing else is known. */
  readonly folder: string;
}

export interface ResolvedValues {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Settings whose reference led nowhere. */
  readonly unreadable: readonly Path[];
  /** What was written where a reference stood, as `auth.token` → `${env:TOKEN}`. */
  readonly references: ReadonlyMap<string, string>;
}

/** One newline at the end of a file is not part of the secret: editors and `echo` put it there. */
function withoutFinalNewline(text: string): string {
  return text.replace(/\r?\n$/, '');
}

function lookupIn({ environment, readFile }: Surroundings, folder: string): Lookup {
  return ({ kind, name, text }) => {
    if (kind === 'env') {
      const value = environment[name];
      return value === undefined
        ? { ok: false, text: `the environment variable ${name}, which ${text} names, is not set. Set it, or write the value itself.` }
        : { ok: true, value };
    }
    const file = resolve(folder, name);
    try {
      const content = readFile(file);
      return content === undefined
        ? { ok: false, text: `the file ${file}, which ${text} names, does not exist. Create it, or correct the path.` }
        : { ok: true, value: withoutFinalNewline(content) };
    } catch (error) {
      return {
        ok: false,
        text: `the file ${file}, which ${text} names, cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      };
    }
  };
}

export function resolveValues(root: Schema, merged: MergedSources, surroundings: Surroundings): ResolvedValues {
  const problems: Problem[] = [];
  const unreadable: Path[] = [];
  const references = new Map<string, string>();

  function folderOf(path: Path): string {
    return merged.folderOf(path) ?? surroundings.folder;
  }

  function fail(path: Path, texts: readonly string[]): undefined {
    const origin = merged.originOf(path);
    problems.push(...texts.map((text) => ({ path, origin, text })));
    unreadable.push(path);
    return undefined;
  }

  function makeAbsolute(path: Path, schema: Schema, value: unknown): unknown {
    const isPath = metaOf(schema).path === true && typeof value === 'string' && value !== '' && !value.includes('-----BEGIN');
    return isPath && !isAbsolute(value) ? resolve(folderOf(path), value) : value;
  }

  function resolveText(path: Path, schema: Schema, text: string): unknown {
    if (!hasReference(text)) return makeAbsolute(path, schema, text);
    references.set(formatPath(path), text);
    const expanded = expandReferences(text, lookupIn(surroundings, folderOf(path)));
    if (!expanded.ok) return fail(path, expanded.texts);
    if (isText(schema) || !isWholeReference(text)) return makeAbsolute(path, schema, expanded.value);
    const read = readText(schema, expanded.value);
    return read.ok ? read.value : fail(path, [read.text]);
  }

  function resolveValue(path: Path, value: unknown): unknown {
    const schema = schemaAt(root, path);
    if (schema === undefined) return value;
    if (typeof value === 'string') return resolveText(path, schema, value);
    if (Array.isArray(value)) return value.map((element, index) => resolveValue([...path, index], element));
    const isSection = fieldsOf(schema) !== undefined || entrySchemaOf(schema) !== undefined;
    if (value === null && isSection && path.length > 0) return undefined;
    if (!isRecord(value)) return value;
    const entries = Object.entries(value).map(([key, inner]) => [key, resolveValue([...path, key], inner)] as const);
    return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
  }

  return { value: resolveValue([], merged.tree), problems, unreadable, references };
}
