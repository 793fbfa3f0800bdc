/**
 * From the start of the process to its first answer: the sidecar as it ships, its embedded broker included, until a client has the
 * answer to `initialize`. Beside it, how long Node itself takes to run a program of one line on this machine.
 */
import type { Bundle } from '../lib/bundle.ts';
import { McpLoadSession } from '../lib/mcp-client.ts';
import { startMeasured } from '../lib/measured-process.ts';
import { startSidecarProcess } from '../lib/sidecar-process.ts';
import { median } from '../lib/statistics.ts';

/** Milliseconds. */
export interface StartUpFigures {
  readonly median: number;
  readonly slowest: number;
  /** Node's own share. */
  readonly node: number;
}

export async function measureStartUp(bundle: Bundle, runs: number): Promise<StartUpFigures> {
  const sidecar: number[] = [];
  const node: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    node.push(await timeNode(bundle));
    sidecar.push(await timeSidecar(bundle));
  }
  return { median: median(sidecar), slowest: Math.max(...sidecar), node: median(node) };
}

async function timeSidecar(bundle: Bundle): Promise<number> {
  const beganAt = performance.now();
  await using sidecar = await startSidecarProcess(bundle, { probed: false, embeddedBroker: true });
  const session = await McpLoadSession.open(sidecar.origin, () => {});
  await session.initialize();
  const ms = performance.now() - beganAt;
  await session.close();
  return ms;
}

async function timeNode({ folder }: Bundle): Promise<number> {
  const beganAt = performance.now();
  await using _node = await startMeasured({
    command: ['--eval', 'console.log("ready"); setInterval(() => {}, 1000)'],
    ready: /^ready$/,
    probed: false,
    cwd: folder,
    env: process.env,
  });
  return performance.now() - beganAt;
}
