/**
 * What helps to understand a bug report, in one readable file: versions, settings, states, the latest log. Everything passes the
 * redactor, by name and by value, so that a person can send it without looking for passwords first.
 */
import type { ClientStatus } from '../../../sidecar/clients/schemas.ts';
import type { Redactor } from '../../../sidecar/observe/redact.ts';
import type { SourcedLogEntry } from '../../shared/ipc/admin.ts';
import type { ProfileSettings, SecretStorage } from '../../shared/ipc/profiles.ts';
import type { Settings } from '../../shared/ipc/settings.ts';
import type { SidecarState } from '../../shared/ipc/sidecar.ts';
import type { About, UpdateState } from '../../shared/ipc/system.ts';

export interface DiagnosticsParts {
  readonly about: About;
  readonly system: { readonly release: string; readonly architecture: string; readonly locale: string; readonly desktop: string };
  readonly settings: Settings;
  readonly sidecar: SidecarState;
  readonly updates: UpdateState;
  readonly secretStorage: SecretStorage;
  readonly profiles: readonly ProfileSettings[];
  readonly clients: readonly ClientStatus[];
  /** The newest first. */
  readonly log: readonly SourcedLogEntry[];
}

/** The log of a busy day, and no more than a person can look through. */
const BOUNDS = { maxText: 8192, maxEntries: 5000, maxDepth: 12 } as const;

export function renderDiagnostics(parts: DiagnosticsParts, redactor: Redactor, now: Date): string {
  const log = parts.log
    .toReversed()
    .map(({ at, source, level, scope, message }) => `${new Date(at).toISOString()} ${source} ${level} ${scope} ${message}`);
  // Profiles say whether there is a certificate, not which.
  const profiles = parts.profiles.map(({ tls, ...profile }) => ({
    ...profile,
    tls: { hasCa: tls.ca !== null, hasCertificate: tls.cert !== null, rejectUnauthorized: tls.rejectUnauthorized },
  }));
  return `${JSON.stringify({ madeAt: now.toISOString(), ...redactedOf({ ...parts, profiles, log }, redactor) }, null, 2)}\n`;
}

function redactedOf(value: object, redactor: Redactor): object {
  const redacted = redactor.value(value, BOUNDS);
  return typeof redacted === 'object' && redacted !== null ? redacted : {};
}
