/**
 * `npm run check [-- <name>…]`: runs the checks of scripts/check/checks.ts, as many at once as there are cores, and prints
 * what each found. Exit code 1 when one of them found something, 2 when there is no check of that name.
 */
import { availableParallelism } from 'node:os';
import { checks, type Check } from './check/checks.ts';
import { formatDuration } from './duration.ts';
import { runQuietly } from './tool.ts';

const names = process.argv.slice(2);
const unknown = names.filter((name) => !checks.some((check) => check.name === name));

if (unknown.length > 0) {
  console.error(`There is no check named ${unknown.join(', ')}. There are: ${checks.map(({ name }) => name).join(', ')}.`);
  process.exitCode = 2;
} else {
  const outcomes = await runAll(names.length === 0 ? checks : checks.filter(({ name }) => names.includes(name)));
  process.exitCode = outcomes.every(Boolean) ? 0 : 1;
}

async function runAll(chosen: readonly Check[]): Promise<boolean[]> {
  const waiting = [...chosen];
  const worker = async (): Promise<boolean[]> => {
    const done: boolean[] = [];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) done.push(await runOne(next));
    return done;
  };
  return (await Promise.all(Array.from({ length: availableParallelism() }, worker))).flat();
}

async function runOne({ name, finds, command }: Check): Promise<boolean> {
  const began = performance.now();
  const { ok, output } = await runQuietly(command());
  const duration = formatDuration(performance.now() - began);
  console.log(ok ? `✓ ${name}: no ${finds} (${duration})` : `✗ ${name}: ${finds} (${duration})\n${output.trimEnd()}\n`);
  return ok;
}
