/** What the registry knows of each error. */

export interface ErrorKind {
  /** HTTP status of a response that reports it. */
  readonly status: number;
  /** JSON-RPC code of a response that reports it. */
  readonly rpc: number;
  /** What it is, for a person, without the particulars. */
  readonly title: string;
  /** What to do when the place that raised it knows nothing better. */
  readonly hint: string;
}

/** JSON-RPC 2.0, section 5.1. */
export const JSON_RPC = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
} as const;
