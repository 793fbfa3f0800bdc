/**
 * Finds and reads the configuration file: the one that is named, else `mqttx-sse-server.{yaml,yml,json}` in the working
 * folder, else in the user's configuration folder. The first folder that has one decides; files are not merged.
 */
import { dirname, extname, join, resolve } from 'node:path';
import type { Given } from './given.ts';
import { parseJson } from './parse-json.ts';
import { parseYaml } from './parse-yaml.ts';
import type { Problem } from './problems.ts';
import type { ReadFile } from './resolve-values.ts';
import { isRecord } from './schema-tree.ts';

export const FILE_NAMES = ['mqttx-sse-server.yaml', 'mqttx-sse-server.yml', 'mqttx-sse-server.json'] as const;

export type FileReading =
  | { readonly ok: true; readonly file: string | undefined; readonly given: readonly Given[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

interface Search {
  /** The file that is named, with the flag or variable that names it. */
  readonly named: { readonly file: string; readonly by: string } | undefined;
  readonly folders: readonly string[];
  readonly readFile: ReadFile;
}

function fail(...problems: Problem[]): FileReading {
  return { ok: false, problems };
}

function parse(file: string, text: string): FileReading {
  const isJson = extname(file).toLowerCase() === '.json';
  const parsed = isJson ? parseJson(text) : parseYaml(text);
  const originAt = (line: number | undefined) => ({ kind: 'file', file, line }) as const;
  if (!parsed.ok) return fail(...parsed.problems.map((problem) => ({ origin: originAt(problem.line), text: problem.text })));
  // A YAML file in which everything is commented out.
  if (parsed.value === null && !isJson) return { ok: true, file, given: [] };
  if (!isRecord(parsed.value))
    return fail({ origin: originAt(undefined), text: 'the file has to hold settings by name, such as server: { port: 4000 }.' });
  const given = { path: [], value: parsed.value, originOf: (path: Given['path']) => originAt(parsed.lineOf(path)), folder: dirname(file) };
  return { ok: true, file, given: [given] };
}

export function readConfigFile({ named, folders, readFile }: Search): FileReading {
  const found: { file: string; text: string }[] = [];
  const candidates = named === undefined ? folders.map((folder) => FILE_NAMES.map((name) => join(folder, name))) : [[named.file]];
  for (const group of candidates) {
    for (const file of group) {
      try {
        const text = readFile(file);
        if (text !== undefined) found.push({ file, text });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return fail({ origin: { kind: 'file', file, line: undefined }, text: `the file cannot be read: ${reason}` });
      }
    }
    if (found.length > 0) break;
  }
  const [first, second] = found;
  if (first === undefined) {
    return named === undefined
      ? { ok: true, file: undefined, given: [] }
      : fail({ text: `${named.by} names the file ${named.file}, which does not exist. Create it, or correct the path.` });
  }
  if (second !== undefined)
    return fail({ text: `${first.file} and ${second.file} both exist, and only one can count. Remove one, or name it with --config.` });
  return parse(first.file, first.text);
}

/** The file named on the command line or in the environment, made absolute. */
export function namedFile(flag: string | undefined, variable: string | undefined, cwd: string): Search['named'] {
  if (flag !== undefined) return { file: resolve(cwd, flag), by: '--config' };
  if (variable !== undefined && variable !== '') return { file: resolve(cwd, variable), by: 'MQTTX_SSE_CONFIG' };
  return undefined;
}
