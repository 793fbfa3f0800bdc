/**
 * Encrypts secrets with a key that the system keeps (Keychain, DPAPI, a keyring), so that what lies on the disk is of use to this
 * user alone. Says honestly where the system offers no such thing. The only place that knows safeStorage.
 */
import { safeStorage } from 'electron';
import { AppError } from '../../../sidecar/errors.ts';
import type { SecretStorage } from '../../shared/ipc/profiles.ts';

export interface SecretBox {
  describe(): Promise<SecretStorage>;
  /** @throws AppError `secret-storage-failed` */
  seal(secret: string): Promise<string>;
  /** @throws AppError `secret-storage-failed`, also for what another user or machine has sealed */
  open(sealed: string): Promise<string>;
}

export function createSecretBox(platform: NodeJS.Platform): SecretBox {
  return {
    async describe() {
      const available = await safeStorage.isAsyncEncryptionAvailable();
      const backend = backendOf(platform);
      return { backend: available ? backend : 'none', secure: available && backend !== 'basic_text' && backend !== 'unknown' };
    },
    async seal(secret) {
      try {
        return (await safeStorage.encryptStringAsync(secret)).toString('base64');
      } catch (cause) {
        throw failed('A secret could not be encrypted', cause);
      }
    },
    async open(sealed) {
      try {
        return (await safeStorage.decryptStringAsync(Buffer.from(sealed, 'base64'))).result;
      } catch (cause) {
        throw failed('A stored secret could not be decrypted', cause);
      }
    },
  };
}

function backendOf(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'keychain';
  return platform === 'win32' ? 'dpapi' : safeStorage.getSelectedStorageBackend();
}

function failed(what: string, cause: unknown): AppError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new AppError('secret-storage-failed', `${what}: ${why}.`, { cause });
}
