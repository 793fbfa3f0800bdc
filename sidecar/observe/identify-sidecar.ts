/**
 * Asks whether a sidecar of ours answers on a local port, so that a second one can say so instead of calling the port busy. Used
 * when listening fails, and by the desktop to recognise a leftover. It never throws.
 */
import { request as requestInClear, type RequestOptions } from 'node:http';
import { request as requestOverTls } from 'node:https';
import { liveReportSchema } from './health.ts';

type Scheme = 'http' | 'https';

export interface RunningSidecar {
  readonly version: string;
  readonly pid: number;
  readonly scheme: Scheme;
}

/** Far more than the answer has; whoever else listens there may send anything. */
const MAX_ANSWER_BYTES = 4096;

/** A sidecar on a busy machine takes its time; only who listens and says nothing makes anybody wait so long. */
const PATIENCE_MS = 4_000;

const identitySchema = liveReportSchema.pick({ name: true, version: true, pid: true });

export async function identifySidecar(
  port: number,
  { host = '127.0.0.1', timeoutMs = PATIENCE_MS } = {},
): Promise<RunningSidecar | undefined> {
  try {
    return await Promise.any((['http', 'https'] as const).map((scheme) => identify(scheme, { host, port }, timeoutMs)));
  } catch {
    // No answer, or one that is no JSON: not ours.
    return undefined;
  }
}

async function identify(scheme: Scheme, address: Pick<RequestOptions, 'host' | 'port'>, timeoutMs: number): Promise<RunningSidecar> {
  const { version, pid } = identitySchema.parse(JSON.parse(await readAnswer(scheme, address, timeoutMs)));
  return { version, pid, scheme };
}

function readAnswer(scheme: Scheme, address: Pick<RequestOptions, 'host' | 'port'>, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    // The signal bounds the whole of it; a time-out of the socket would begin anew with every byte.
    // Nothing secret is sent, and nothing that is answered is trusted: whose certificate it is does not matter.
    const request = scheme === 'http' ? requestInClear : requestOverTls;
    const options = { ...address, path: '/health/live', agent: false, rejectUnauthorized: false, signal: AbortSignal.timeout(timeoutMs) };
    const asked = request(options, (response) => {
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
