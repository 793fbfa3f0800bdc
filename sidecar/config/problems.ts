/**
 * What is wrong with a configuration, and how it is told: all of it at once, each with the place it came from. Knows neither
 * the schema nor where settings come from.
 */
import { formatPath, type Path } from './schema-tree.ts';

/** Where a value was written. */
export type Origin =
  | { readonly kind: 'file'; readonly file: string; readonly line: number | undefined }
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: 'flag'; readonly flag: string };

export interface Problem {
  /** The setting; absent when the problem is not about one, such as an unreadable file. */
  readonly path?: Path;
  readonly origin?: Origin | undefined;
  /** Continues the name of the setting or place: `"abc" stood there. Allowed: …` */
  readonly text: string;
}

function formatOrigin(origin: Origin): string {
  if (origin.kind === 'environment') return `environment variable ${origin.variable}`;
  if (origin.kind === 'flag') return `flag ${origin.flag}`;
  return origin.line === undefined ? origin.file : `${origin.file}, line ${origin.line}`;
}

function formatProblem({ path, origin, text }: Problem): string {
  const place = origin === undefined ? '' : formatOrigin(origin);
  if (path === undefined || path.length === 0) return place === '' ? text : `${place}: ${text}`;
  return place === '' ? `${formatPath(path)}: ${text}` : `${formatPath(path)} (${place}): ${text}`;
}

/** The message that stops the start. */
export function formatProblems(problems: readonly Problem[]): string {
  const lines = [...new Set(problems.map(formatProblem))].map((line) => `  - ${line}`);
  const count = lines.length === 1 ? 'a problem' : `${lines.length} problems`;
  return [
    `The configuration has ${count}, so nothing was started:`,
    ...lines,
    'Correct this and start again; --help lists every setting, docs/configuration.md explains them.',
  ].join('\n');
}
