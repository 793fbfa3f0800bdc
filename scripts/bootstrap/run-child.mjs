// @ts-check
// Runs a program in the foreground as if this process were it: same terminal, signals passed on, its exit code ours.
// Used by the bootstrap and by the scripts that run steps. Neither may outlive the other: npm would return while a server still
// listens, or a server would go on after npm was ended.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** Signals that ask a program to end. SIGHUP is the closing terminal. */
const ENDING = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 * @returns {Promise<number>} the exit code, or 128 + the signal's number where a signal ended it (the shell's convention)
 */
export function runChild(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: 'inherit' });
    /** @param {NodeJS.Signals} signal */
    const pass = (signal) => {
      // A terminal sends Ctrl+C to its whole foreground group, so the child has it already.
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    };
    for (const signal of ENDING) process.on(signal, pass);
    const stopWatching = onOrphaned(() => child.kill('SIGTERM'));
    const release = () => {
      stopWatching();
      for (const signal of ENDING) process.off(signal, pass);
    };
    child.once('error', (error) => {
      release();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      release();
      resolve(exitCode(code, signal));
    });
  });
}

/**
 * npm runs scripts through a shell that passes no signal on: whoever ends npm ends that shell, and this process is then handed to
 * another parent. No event tells; Windows keeps the old parent's id, and there a closed console ends everything.
 *
 * @param {() => void} react
 * @returns {() => void} stops watching
 */
function onOrphaned(react) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    react();
  }, 500);
  return () => clearInterval(watch);
}

/**
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 * @returns {number}
 */
function exitCode(code, signal) {
  if (code !== null) return code;
  return signal === null ? 1 : 128 + constants.signals[signal];
}
