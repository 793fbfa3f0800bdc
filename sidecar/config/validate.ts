/**
 * Validates a configuration and finds everything that is wrong with it. Zod skips the checks between settings as long as one
 * of the settings is wrong; so what is wrong is noted, taken away, and the rest validated again. What only follows from
 * something taken away is not reported.
 */
import { z } from 'zod';
import { configSchema, type Config } from './schema.ts';
import { isRecord, isWithin, type Path } from './schema-tree.ts';

export interface Issue {
  readonly path: Path;
  readonly kind: 'unknown-key' | 'wrong-value' | 'rule';
  /** Of a rule: what it says. */
  readonly message: string;
}

export type Validation = { readonly ok: true; readonly config: Config } | { readonly ok: false; readonly issues: readonly Issue[] };

interface Finding extends Issue {
  /** The settings it was decided from. */
  readonly concerns: readonly Path[];
  /** Zod makes these checks last, once all settings are right by themselves. */
  readonly isLast: boolean;
}

const crossCheck = z.object({ concerns: z.array(z.array(z.union([z.string(), z.number()]))) });
const formatCheck = z.object({ format: z.literal(true) });

function toPath(path: readonly PropertyKey[]): Path {
  return path.map((step) => (typeof step === 'number' ? step : String(step)));
}

function* findingsOf(issue: z.core.$ZodIssue, base: Path): Generator<Finding> {
  const path = [...base, ...toPath(issue.path)];
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys)
      yield { path: [...path, key], kind: 'unknown-key', message: '', concerns: [[...path, key]], isLast: false };
  } else if (issue.code === 'invalid_key') {
    yield { path, kind: 'rule', message: 'an entry of a map needs a name that is not empty.', concerns: [path], isLast: false };
  } else if (issue.code === 'custom' && !formatCheck.safeParse(issue.params).success) {
    const concerns = crossCheck.safeParse(issue.params).data?.concerns;
    yield { path, kind: 'rule', message: issue.message, concerns: concerns ?? [path], isLast: concerns !== undefined };
  } else {
    // Of a value that may be a list: the element that is wrong, when it is a list.
    const deeper =
      issue.code === 'invalid_union' ? issue.errors.find((errors) => errors.some((inner) => inner.path.length > 0)) : undefined;
    if (deeper === undefined) yield { path, kind: 'wrong-value', message: '', concerns: [path], isLast: false };
    else for (const inner of deeper) yield* findingsOf(inner, path);
  }
}

function follows(finding: Finding, removed: readonly Path[]): boolean {
  return removed.some((gone) => finding.concerns.some((path) => isWithin(path, gone) || (finding.kind === 'rule' && isWithin(gone, path))));
}

/** The part of the path that exists, up to the first list: what to take away when the value at the path is wrong or missing. */
function existingPart(value: unknown, path: Path): Path {
  let current = value;
  let length = 0;
  for (const step of path) {
    if (!isRecord(current) || !Object.hasOwn(current, step)) break;
    current = current[step];
    length += 1;
  }
  return path.slice(0, length);
}

function without(value: unknown, path: Path): unknown {
  const [step, ...rest] = path;
  if (step === undefined || !isRecord(value) || !Object.hasOwn(value, step)) return value;
  const { [step]: inner, ...others } = value;
  return rest.length === 0 ? others : { ...others, [step]: without(inner, rest) };
}

/** @param unreadable settings that were given, but are absent since they could not be read */
export function validate(value: unknown, unreadable: readonly Path[]): Validation {
  const issues = new Map<string, Issue>();
  const removed = [...unreadable];
  let current: unknown = value;

  // Ends: each round takes something away, and the defaults alone are valid.
  for (;;) {
    const result = configSchema.safeParse(current);
    if (result.success) return issues.size === 0 ? { ok: true, config: result.data } : { ok: false, issues: [...issues.values()] };

    const findings = result.error.issues.flatMap((issue) => [...findingsOf(issue, [])]);
    for (const finding of findings) {
      // Found again in a later round, a rule knows better: less that is wrong takes part in it.
      if (!follows(finding, removed)) issues.set(JSON.stringify(finding.path), finding);
    }
    const wrong = findings.filter(({ isLast }) => !isLast);
    if (wrong.length === 0) break;
    removed.push(...wrong.map(({ path }) => path));
    const taken = wrong.map(({ path }) => existingPart(current, path));
    current = taken.reduce(without, current);
  }
  return { ok: false, issues: [...issues.values()] };
}
