/**
 * Finds the running sidecar for a client that started this program as a command. Where none runs the program itself is started, as
 * a person would, without its window; a server that somebody stopped is left stopped, and said to be.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../../sidecar/errors.ts';

interface ReachParts {
  /** Where it may listen, the likeliest first; read anew each time. */
  readonly ports: () => Promise<readonly number[]>;
  readonly answers: (port: number) => Promise<boolean>;
  readonly startProgram: () => void;
  readonly patienceMs?: number;
}

/** The first start on a busy machine takes its time; clients wait a minute. */
const PATIENCE_MS = 30_000;
const LOOK_MS = 200;

/** @throws AppError `sidecar-not-running` */
export async function reachServer({ ports, answers, startProgram, patienceMs = PATIENCE_MS }: ReachParts): Promise<number> {
  const until = performance.now() + patienceMs;
  let started = false;
  for (;;) {
    for (const port of await ports()) if (await answers(port)) return port;
    if (performance.now() >= until) {
      throw new AppError('sidecar-not-running', 'MQTTX SSE Server is stopped or cannot start.', {
        hint: 'Open it, start its server, then try again.',
      });
    }
    if (!started) startProgram();
    started = true;
    await delay(LOOK_MS);
  }
}
