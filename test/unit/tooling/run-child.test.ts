/** The parent is a process of its own here: a signal to it must reach the child, and the child's exit code must be its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';

const helper = new URL('../../../scripts/bootstrap/run-child.mjs', import.meta.url).href;

/** Starts a parent that runs `childSource` in a child; both write to the same standard output. */
function startParent(childSource: string) {
  return spawn(process.execPath, ['--input-type=module', '-e', parentSource(childSource)], { stdio: ['ignore', 'pipe', 'inherit'] });
}

function parentSource(childSource: string): string {
  return `
    import { runChild } from ${JSON.stringify(helper)};
    process.exitCode = await runChild(process.execPath, ['--input-type=module', '-e', ${JSON.stringify(childSource)}]);
  `;
}

const WAITS = `const pending = setInterval(() => {}, 1000); console.log('ready');`;

describe('runChild', () => {
  it('ends with the exit code of the child', async () => {
    expect(await once(startParent('process.exitCode = 7;'), 'exit')).toEqual([7, null]);
  });
});

// Windows has no signals: what Node sends there ends a process at once, and Ctrl+C reaches the whole console by itself.
describe.runIf(process.platform !== 'win32')('runChild and signals', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('passes %s on and lets the child end in its own way', async (signal) => {
    const parent = startParent(`process.on('${signal}', () => { clearInterval(pending); process.exitCode = 3; }); ${WAITS}`);
    await once(parent.stdout, 'data');
    parent.kill(signal);
    expect(await once(parent, 'exit')).toEqual([3, null]);
  });

  it('ends the child when its own parent is gone, as npm’s shell is when npm is ended', async () => {
    const childSource = `process.on('SIGTERM', () => { clearInterval(pending); console.log('ended'); }); ${WAITS}`;
    const shell = spawn('sh', ['-c', '"$0" "$@"; true', process.execPath, '--input-type=module', '-e', parentSource(childSource)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    shell.stdout.setEncoding('utf8');
    await once(shell.stdout, 'data');
    shell.kill('SIGTERM');
    expect(await once(shell.stdout, 'data')).toEqual(['ended\n']);
  });

  it("reports a child that a signal ended as the shell does, 128 and the signal's number", async () => {
    const parent = startParent(WAITS);
    await once(parent.stdout, 'data');
    parent.kill('SIGTERM');
    expect(await once(parent, 'exit')).toEqual([128 + constants.signals.SIGTERM, null]);
  });
});
