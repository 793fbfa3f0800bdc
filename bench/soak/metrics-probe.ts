/** Reads the figures of the sidecar's process from `/metrics`, as an operator's Prometheus does. */
export interface Sample {
  readonly rssBytes: number;
  readonly heapBytes: number;
  readonly descriptors: number;
  readonly streams: number;
  readonly sessions: number;
}

/** Rejects when the sidecar does not answer. */
export async function takeSample(origin: string): Promise<Sample> {
  const response = await fetch(`${origin}/metrics`, { signal: AbortSignal.timeout(30_000) });
  const text = await response.text();
  return {
    rssBytes: read(text, 'process_resident_memory_bytes'),
    heapBytes: read(text, 'nodejs_heap_size_used_bytes'),
    descriptors: read(text, 'process_open_fds'),
    streams: read(text, 'streams'),
    sessions: read(text, 'sessions'),
  };
}

/** The sum over the labels of a metric; NaN where there is none. */
function read(text: string, name: string): number {
  const values = [...text.matchAll(new RegExp(`^mqttx_sse_${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))].map(([, value]) => Number(value));
  return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0);
}
