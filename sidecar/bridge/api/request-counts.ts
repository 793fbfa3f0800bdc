/** How often each operation of the HTTP API was answered with which status, for the metrics. */
export interface RequestCount {
  readonly operation: string;
  readonly status: number;
  readonly requests: number;
}

export class RequestCounts {
  readonly #counts = new Map<string, RequestCount>();

  get all(): RequestCount[] {
    return [...this.#counts.values()];
  }

  count(operation: string, status: number): void {
    const key = `${operation} ${status}`;
    this.#counts.set(key, { operation, status, requests: (this.#counts.get(key)?.requests ?? 0) + 1 });
  }
}
