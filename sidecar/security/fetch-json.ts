/**
 * Gets one JSON document of an authorization server, within bounds: no redirects, a limited size, an end in time. Used for key
 * sets and issuer metadata.
 */
const MAX_BYTES = 512 * 1024;

export type Fetch = typeof globalThis.fetch;

/** Rejects with an `Error` that says what was asked and what came. */
export async function fetchJson(url: string, fetch: Fetch, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(url, { headers: { Accept: 'application/json' }, redirect: 'error', signal }).catch((error: unknown) => {
    throw new Error(`${url} could not be reached${reasonOf(error)}`, { cause: error });
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`${url} answered with ${response.status}`);
  }
  const text = await readText(response, url);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${url} answered with something that is no JSON`, { cause: error });
  }
}

async function readText({ body }: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Error(`${url} answered with more than ${MAX_BYTES} bytes`);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The errors of `fetch` say in their cause what went wrong. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : error.message;
  return ` (${code})`;
}
