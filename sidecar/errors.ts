/**
 * The one registry of errors that people and programs see. Every error raised on purpose is an `AppError` whose code
 * stands here; each edge (HTTP, JSON-RPC, tool result, command line) maps it once and invents nothing of its own.
 */
import { brokerErrors } from './error-kinds/brokers.ts';
import { desktopErrors } from './error-kinds/desktop.ts';
import { requestErrors } from './error-kinds/requests.ts';

const registry = { ...requestErrors, ...brokerErrors, ...desktopErrors };

export type ErrorCode = keyof typeof registry;

/** Whether a text from elsewhere names an error of the registry. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(registry, text);
}

export interface AppErrorOptions {
  /** What to do about it, when the general hint of the code says too little. */
  readonly hint?: string;
  readonly cause?: unknown;
  /** OAuth scope that would have permitted it; a challenge names it (RFC 6750, section 3). */
  readonly scope?: string;
  /** Reason code of MQTT 5 with which a broker refused, or ended the connection. */
  readonly reasonCode?: number | undefined;
}

/** An error raised on purpose: a code of the registry, what happened to what, and what to do. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly scope: string | undefined;
  readonly reasonCode: number | undefined;

  /**
   * @param code an entry of the registry
   * @param detail what happened, and to what, in one sentence for a person
   */
  constructor(code: ErrorCode, detail?: string, options: AppErrorOptions = {}) {
    super(detail ?? registry[code].title, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.hint = options.hint ?? registry[code].hint;
    this.scope = options.scope;
    this.reasonCode = options.reasonCode;
  }

  get status(): number {
    return registry[this.code].status;
  }

  get rpcCode(): number {
    return registry[this.code].rpc;
  }

  get title(): string {
    return registry[this.code].title;
  }

  /** Detail and hint in one text, as tools and the command line show it. */
  get advice(): string {
    return `${this.message}${/[.!?…]$/.test(this.message) ? '' : '.'} ${this.hint}`;
  }
}

/** Turns whatever was thrown into an `AppError`; what was not raised on purpose becomes `internal`. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError('internal', detail, { cause: thrown });
}
