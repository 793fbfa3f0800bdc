/**
 * Runs the steps of `npm test` one after the other and tells how each went. A step that fails stops only those that need it,
 * so that one run shows everything that is wrong.
 */
import { formatDuration } from '../duration.ts';

export interface Step {
  readonly name: string;
  /** Steps without whose success this one would tell nothing. */
  readonly needs?: readonly string[];
  readonly run: () => Promise<boolean>;
}

export interface Outcome {
  readonly name: string;
  readonly result: 'passed' | 'failed' | 'left out';
  readonly durationMs: number;
}

/** @param names all steps when there is none; an unknown name chooses nothing */
export function chooseSteps(steps: readonly Step[], names: readonly string[]): Step[] {
  return steps.filter(({ name }) => names.length === 0 || names.includes(name));
}

/** @param signal once aborted, no further step begins */
export async function runSteps(steps: readonly Step[], print: (line: string) => void, signal?: AbortSignal): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const failed = (name: string): boolean => outcomes.some((outcome) => outcome.name === name && outcome.result !== 'passed');
  for (const { name, needs = [], run } of steps) {
    if (signal?.aborted === true || needs.some(failed)) {
      outcomes.push({ name, result: 'left out', durationMs: 0 });
      continue;
    }
    print(`\n== ${name}`);
    const began = performance.now();
    const passed = await run();
    const durationMs = performance.now() - began;
    print(`== ${name} ${passed ? 'passed' : 'FAILED'} in ${formatDuration(durationMs)}`);
    outcomes.push({ name, result: passed ? 'passed' : 'failed', durationMs });
  }
  return outcomes;
}
