/** Requests and responses of node:http in the form that the SDK's handlers take and give. Used by the routes of `…/mcp`. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** How many budgets a response may exceed before its reader counts as gone: what waits in it cannot be dropped. */
const ANSWER_BUDGETS = 4;

/** Without the body, which has been read and is handed over parsed. */
export function webRequest({ method = 'GET', rawHeaders }: IncomingMessage, signal?: AbortSignal): Request {
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2) headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
  return new Request('http://localhost/mcp', { method, headers, ...(signal === undefined ? {} : { signal }) });
}

/**
 * Writes the response as it comes. The SDK's streams take in whatever is sent, however slowly it is read: one whose reader
 * falls too far behind is cut.
 */
export async function sendWebResponse(answer: Response, response: ServerResponse, bufferBytes: number): Promise<void> {
  if (response.destroyed) return;
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  if (answer.body === null) {
    response.end();
    return;
  }
  response.flushHeaders();
  const reader = answer.body.getReader();
  const leave = (): void => void reader.cancel().catch(() => {});
  response.once('close', leave);
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    response.write(part.value);
    if (response.writableLength > bufferBytes * ANSWER_BUDGETS) response.destroy();
  }
  response.off('close', leave);
  response.end();
}
