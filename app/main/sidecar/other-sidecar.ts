/**
 * A sidecar that this program did not start: whether one answers on a port, and how to end it politely. Used when the port that
 * ours wants is held by one.
 */
import { z } from 'zod';
import { AppError } from '../../../sidecar/errors.ts';
import { waitForEnd } from './process-facts.ts';

const liveSchema = z.object({ name: z.literal('mqttx-sse-server'), pid: z.int().positive() });

/** Where nobody listens that is known at once; who listens may be busy. */
const ANSWER_MS = 5_000;

/** Undefined when none answers. */
export async function findSidecarAt(port: number, answerMs = ANSWER_MS): Promise<{ readonly pid: number } | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health/live`, { signal: AbortSignal.timeout(answerMs) });
    return liveSchema.parse(await response.json());
  } catch {
    return undefined;
  }
}

/** A sidecar ends within 10 s of SIGTERM. */
const PATIENCE_MS = 12_000;

/**
 * Asks the sidecar on the port to end, and waits until it has. It is not killed: it is somebody's.
 *
 * @throws AppError `sidecar-not-ended`
 */
export async function endSidecarAt(port: number, patienceMs = PATIENCE_MS): Promise<void> {
  const found = await findSidecarAt(port);
  // It has gone by itself.
  if (found === undefined) return;
  try {
    process.kill(found.pid, 'SIGTERM');
  } catch (cause) {
    throw new AppError('sidecar-not-ended', `The sidecar on port ${port} (process ${found.pid}) belongs to another user.`, { cause });
  }
  if (!(await waitForEnd(found.pid, patienceMs))) {
    throw new AppError('sidecar-not-ended', `The sidecar on port ${port} (process ${found.pid}) was asked to end, and did not.`);
  }
}
