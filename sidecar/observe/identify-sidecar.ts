/**
 * Asks whether a sidecar of ours answers on a local port, so that a second one can say so instead of calling the port busy. Used
 * when listening fails, and by the desktop to recognise a leftover. It never throws.
 */
import { request } from 'node:http';
import { liveReportSchema } from './health.ts';

export interface RunningSidecar {
  readonly version: string;
  readonly pid: number;
}

/** Far more than the answer has; whoever else listens there may send anything. */
const MAX_ANSWER_BYTES = 4096;

const identitySchema = liveReportSchema.pick({ name: true, version: true, pid: true });

export async function identifySidecar(port: number, { host = '127.0.0.1', timeoutMs = 1000 } = {}): Promise<RunningSidecar | undefined> {
  try {
    const parsed = identitySchema.safeParse(JSON.parse(await readAnswer(host, port, timeoutMs)));
    return parsed.success ? { version: parsed.data.version, pid: parsed.data.pid } : undefined;
  } catch {
    // No answer, or one that is no JSON: not ours.
    return undefined;
  }
}

function readAnswer(host: string, port: number, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    // The signal bounds the whole of it; a time-out of the socket would begin anew with every byte.
    const asked = request({ host, port, path: '/health/live', agent: false, signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > MAX_ANSWER_BYTES) response.destroy(new Error('The answer is too long.'));
      });
      response.on('end', () => resolve(text));
      response.on('error', reject);
    });
    asked.on('error', reject);
    asked.end();
  });
}
