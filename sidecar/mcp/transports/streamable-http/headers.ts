/** What the headers of a request to the Streamable HTTP address have to say, by revision. Pure. */
import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '../../../errors.ts';

/** The revisions that are served with sessions, the newest first. */
export const SESSION_VERSIONS = ['2025-11-25', '2025-06-18', '2025-03-26'];
/** What a client means that names no version: the first revision with this transport (2025-06-18, "Protocol Version Header"). */
export const ASSUMED_VERSION = '2025-03-26';

/** @throws AppError `unsupported-protocol-version` */
export function assertSessionVersion(headers: IncomingHttpHeaders): void {
  const version = headers['mcp-protocol-version'];
  if (version === undefined || SESSION_VERSIONS.includes(String(version))) return;
  throw new AppError('unsupported-protocol-version', `MCP-Protocol-Version ${String(version).slice(0, 40)} is not served in a session.`, {
    hint: `Use one of ${SESSION_VERSIONS.join(', ')}, or 2026-07-28 without a session.`,
  });
}

/** Whether the client speaks of a revision that has no sessions, and so neither GET nor DELETE. */
export function namesModernVersion(headers: IncomingHttpHeaders): boolean {
  const version = headers['mcp-protocol-version'];
  return version !== undefined && String(version) >= '2026';
}

/**
 * The client has to name every type; one that names none takes any (RFC 9110, section 12.5.1).
 * @throws AppError `not-acceptable`
 */
export function assertAccepts(headers: IncomingHttpHeaders, ...types: readonly string[]): void {
  const accepted = (headers.accept ?? '*/*').split(',').map((range) => range.split(';', 1)[0]?.trim().toLowerCase() ?? '');
  const missing = types.filter(
    (type) => !accepted.some((range) => range === type || range === '*/*' || range === type.replace(/\/.*/, '/*')),
  );
  if (missing.length === 0) return;
  throw new AppError('not-acceptable', `The client does not accept ${missing.join(' and ')}.`, {
    hint: `Send Accept: ${types.join(', ')}.`,
  });
}
