/**
 * Finds the program that a package of node_modules brings and runs it under this Node. Used by the scripts instead of
 * `node_modules/.bin`: that is a shell script on Windows, and two packages may claim one name there (`tsc`).
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { root } from './root.ts';

const packageSchema = z.object({ bin: z.union([z.string(), z.record(z.string(), z.string())]) });

/** @throws when the package is not installed, or brings no program of that name */
export function toolPath(packageName: string, program = packageName): string {
  const folder = join(root, 'node_modules', packageName);
  const { bin } = packageSchema.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  const file = typeof bin === 'string' ? bin : bin[program];
  if (file === undefined) throw new Error(`The package ${packageName} brings no program named ${program}.`);
  return join(folder, file);
}

export interface ToolResult {
  readonly ok: boolean;
  /** Standard output and error, as they came. */
  readonly output: string;
}

/**
 * Runs a JavaScript program to its end and keeps what it printed.
 *
 * @param command arguments for Node, the program first
 */
export async function runQuietly(command: readonly string[], cwd = root): Promise<ToolResult> {
  const child = spawn(process.execPath, command, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output += text;
    });
  }
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject);
  child.once('close', resolve);
  const code = await promise;
  return { ok: code === 0, output };
}
