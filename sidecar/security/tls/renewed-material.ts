/**
 * Notices that certificates were renewed and hands them on once they fit together; until then the old ones stay. Files are read
 * again every few seconds and compared by content: what a watcher of the file system misses (a rename over the file, the swapped
 * symbolic link of a Kubernetes secret, a network drive) is seen by reading.
 */
import { readFileSync } from 'node:fs';
import { toAppError } from '../../errors.ts';
import type { Log } from '../../observe/log.ts';
import { readListenerMaterial, validityWarning, type ListenerMaterial, type TlsSettings } from './listener-material.ts';

interface RenewalParts {
  readonly settings: TlsSettings;
  readonly intervalMs: number;
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly onRenewed: (material: ListenerMaterial) => void;
  readonly readFile?: (path: string) => string;
  readonly now?: () => number;
}

/** How often people are reminded of a certificate that runs out. */
const REMINDER_MS = 86_400_000;

export class RenewedMaterial {
  readonly #parts: Required<RenewalParts>;
  #current: ListenerMaterial;
  #timer: NodeJS.Timeout | undefined;
  #warnedAt = -Infinity;
  /** Why what stands in the files now is not used; said once, and only if the next look finds the same: files may be read half written. */
  #refusal: { readonly reason: string; isSaid: boolean } | undefined;

  /** @throws AppError `invalid-configuration`; what is wrong at the start stops it */
  constructor(parts: RenewalParts) {
    this.#parts = { readFile: (path) => readFileSync(path, 'utf8'), now: Date.now, ...parts };
    this.#current = readListenerMaterial(this.#parts.settings, this.#parts.readFile);
    this.#remind();
  }

  get current(): ListenerMaterial {
    return this.#current;
  }

  watch(): void {
    this.#timer = setInterval(() => this.look(), this.#parts.intervalMs);
    this.#timer.unref();
  }

  /** Reads the files now. Never throws. */
  look(): void {
    const { settings, readFile, log, onRenewed } = this.#parts;
    try {
      const read = readListenerMaterial(settings, readFile);
      this.#refusal = undefined;
      if (isSame(read, this.#current)) return this.#remind();
      onRenewed(read);
      this.#current = read;
      this.#warnedAt = -Infinity;
      log.info('The certificate of the server was renewed', { subject: read.subject, validTo: new Date(read.validTo).toISOString() });
      this.#remind();
    } catch (thrown) {
      const reason = toAppError(thrown).advice;
      if (reason !== this.#refusal?.reason) {
        this.#refusal = { reason, isSaid: false };
        return;
      }
      if (this.#refusal.isSaid) return;
      this.#refusal.isSaid = true;
      log.warn('The changed certificate files are not used yet; the certificate from before stays', { reason });
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #remind(): void {
    const { now, log } = this.#parts;
    const warning = validityWarning(this.#current, now());
    if (warning === undefined || now() - this.#warnedAt < REMINDER_MS) return;
    this.#warnedAt = now();
    log.warn(warning, { subject: this.#current.subject });
  }
}

function isSame(one: ListenerMaterial, other: ListenerMaterial): boolean {
  return one.cert === other.cert && one.key === other.key && one.clientCa === other.clientCa;
}
