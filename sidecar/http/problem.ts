/**
 * RFC 9457: how an error looks in a response. The one mapping of the error registry for HTTP; JSON-RPC and tool results have
 * theirs. Works on plain `node:http` responses, so that streams and routes without Express refuse alike.
 */
import type { ServerResponse } from 'node:http';
import type { AppError } from '../errors.ts';
import { bearerChallenge } from '../security/bearer.ts';

interface Problem {
  /** Names the kind of problem, and is no address (RFC 9457, section 3.1.1, allows that). */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  /** What to do about it. */
  readonly hint: string;
}

/** Seconds after which another try may help, where whoever refused has not said it. */
const retryAfterSeconds: Readonly<Record<number, string>> = { 429: '5', 503: '2' };

export function problemOf(error: AppError): Problem {
  const { code, title, status, message, hint } = error;
  // What was not raised on purpose may say anything; the log has it.
  const detail = code === 'internal' ? 'Something went wrong inside the server.' : message;
  return { type: `urn:mqttx-sse-server:problem:${code}`, title, status, detail, code, hint };
}

/**
 * Answers with the error. Headers that were set before stay (`WWW-Authenticate`, `Allow`, `Retry-After`, CORS); those that the
 * status demands are added. A response that has begun cannot change its mind and is cut.
 */
export function sendProblem(response: ServerResponse, error: AppError): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const problem = problemOf(error);
  const body = Buffer.from(JSON.stringify(problem));
  setIfMissing(response, 'Retry-After', retryAfterSeconds[problem.status]);
  // RFC 9110, section 15.5.2: a 401 has to carry a challenge.
  if (problem.status === 401) setIfMissing(response, 'WWW-Authenticate', bearerChallenge());
  if (problem.code === 'insufficient-scope') {
    setIfMissing(response, 'WWW-Authenticate', bearerChallenge('insufficient_scope', problem.detail, { scope: error.scope }));
  }
  response.removeHeader('Content-Encoding');
  response.removeHeader('ETag');
  response.writeHead(problem.status, {
    'Content-Type': 'application/problem+json',
    'Content-Length': body.length,
    'Cache-Control': 'no-store',
  });
  response.end(body);
}

function setIfMissing(response: ServerResponse, name: string, value: string | undefined): void {
  if (value !== undefined && !response.hasHeader(name)) response.setHeader(name, value);
}
