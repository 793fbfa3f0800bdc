// @ts-check
// What every npm script starts with: `node scripts/bootstrap.mjs <script> [arguments]`. Installs the dependencies when they are
// missing or stale, then runs the script under the project's own Node 24. Runs on Node 20 before anything is installed, so it
// imports nothing but Node's own modules and its neighbours, and stays plain JavaScript.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installArguments, parseLockfile, whyStale } from './bootstrap/dependencies.mjs';
import { runChild } from './bootstrap/run-child.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const node = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/**
 * @param {string} file
 * @returns {string} nothing when there is no such file
 */
function readText(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/**
 * Runs npm and keeps its output back unless it fails.
 *
 * @param {readonly string[]} args
 * @returns {Promise<{ code: number, output: string }>}
 */
function npm(args) {
  // Inside an npm script npm says where it is; called directly, it is looked up (through the shell on Windows: npm.cmd).
  const cli = process.env.npm_execpath;
  const child =
    cli !== undefined && /npm-cli\.c?js$/.test(cli)
      ? spawn(process.env.npm_node_execpath ?? process.execPath, [cli, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
      : spawn('npm', args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text) => {
      output += text;
    });
  }
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 1, output: error.message }));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** @returns {Promise<boolean>} whether the dependencies stand */
async function installDependencies() {
  const locked = parseLockfile(readText(join(root, 'package-lock.json')));
  if (locked === null) {
    console.error('package-lock.json is missing or is not JSON. Restore it: git checkout -- package-lock.json');
    return false;
  }
  const reason = whyStale(locked, parseLockfile(readText(join(modules, '.package-lock.json'))));
  if (reason === null) return true;
  const args = installArguments({ platform: process.platform, execPath: process.execPath, modules });
  const began = Date.now();
  console.log(`Installing dependencies (npm ${args[0]}), because ${reason}. This takes a minute or two.`);
  const { code, output } = await npm(args);
  if (code !== 0) {
    console.error(
      `${output.trimEnd()}\nThe dependencies could not be installed: npm ${args.join(' ')} ended with code ${code}; its words stand above.`,
    );
    return false;
  }
  console.log(`Dependencies installed in ${Math.round((Date.now() - began) / 1000)} s.`);
  return true;
}

const [script, ...rest] = process.argv.slice(2);
if (script === undefined) {
  console.error('Usage: node scripts/bootstrap.mjs <script> [arguments]');
  process.exitCode = 2;
} else if (!(await installDependencies())) {
  process.exitCode = 1;
} else if (!existsSync(node)) {
  console.error(
    `${node} is missing: the package "node" installs it by its install script, which npm did not run. ` +
      'Allow it (npm config set ignore-scripts false) and run: npm rebuild node',
  );
  process.exitCode = 1;
} else {
  process.exitCode = await runChild(node, [script, ...rest], { cwd: root, env: { ...process.env, PATH: pathWithTools() } });
}

/** What scripts call by name is the project's own, also when this was not started by npm. */
function pathWithTools() {
  return [join(modules, '.bin'), process.env.PATH].filter(Boolean).join(delimiter);
}
