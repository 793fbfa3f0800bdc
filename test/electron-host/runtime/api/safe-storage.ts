/**
 * The `safeStorage` module with Linux's rules: which backend is in use decides what the synchronous half can do, while
 * the asynchronous half works with `basic_text` too (so an app must look at the backend to know whether its secrets
 * are safe). The key lies in userData: it protects nothing, it only makes ciphertexts survive a restart.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lifecycle } from '../host/lifecycle.ts';

export type StorageBackend = ReturnType<Electron.SafeStorage['getSelectedStorageBackend']>;

/** Values of Chromium's `--password-store`; Playwright launches every app with `basic`. */
const BACKEND_OF_SWITCH: Readonly<Record<string, StorageBackend>> = {
  'basic': 'basic_text',
  'gnome-libsecret': 'gnome_libsecret',
  'kwallet': 'kwallet',
  'kwallet5': 'kwallet5',
  'kwallet6': 'kwallet6',
};

const PREFIX = Buffer.from('v11');
const IV_BYTES = 12;
const TAG_BYTES = 16;

interface SafeStorageParts {
  readonly lifecycle: Lifecycle;
  /** What the host's setting says; `none` stands for a system without any. */
  readonly configured: StorageBackend | 'none' | undefined;
  readonly passwordStoreSwitch: () => string;
  readonly userData: () => string;
}

/** Spelled out, because half of Electron's own interface is marked as deprecated. */
export interface SafeStorage {
  isEncryptionAvailable(): boolean;
  isAsyncEncryptionAvailable(): Promise<boolean>;
  getSelectedStorageBackend(): StorageBackend;
  setUsePlainTextEncryption(usePlainText: boolean): void;
  encryptString(plainText: string): Buffer;
  decryptString(encrypted: Buffer): string;
  encryptStringAsync(plainText: string): Promise<Buffer>;
  decryptStringAsync(encrypted: Buffer): Promise<{ shouldReEncrypt: boolean; result: string }>;
}

export function createSafeStorage({ lifecycle, configured, passwordStoreSwitch, userData }: SafeStorageParts): SafeStorage {
  let usesPlainText = false;
  const backend = (): StorageBackend | 'none' => configured ?? BACKEND_OF_SWITCH[passwordStoreSwitch()] ?? 'gnome_libsecret';

  const isSyncAvailable = (): boolean => {
    if (!lifecycle.isReady || backend() === 'none') return false;
    return backend() !== 'basic_text' || usesPlainText;
  };
  const isAsyncAvailable = (): boolean => lifecycle.isReady && backend() !== 'none';

  const key = (): Buffer => {
    const path = join(userData(), '.electron-host-key');
    if (!existsSync(path)) {
      mkdirSync(userData(), { recursive: true });
      writeFileSync(path, randomBytes(32), { mode: 0o600 });
    }
    return readFileSync(path);
  };

  return {
    isEncryptionAvailable: isSyncAvailable,
    isAsyncEncryptionAvailable: async () => isAsyncAvailable(),
    getSelectedStorageBackend() {
      const selected = backend();
      return lifecycle.isReady && selected !== 'none' ? selected : 'unknown';
    },
    setUsePlainTextEncryption(usePlainText) {
      usesPlainText = usePlainText;
    },
    encryptString(plainText) {
      if (!isSyncAvailable())
        throw new Error('Error while encrypting the text provided to safeStorage.encryptString. Encryption is not available.');
      return encrypt(plainText, key());
    },
    decryptString(encrypted) {
      if (!isSyncAvailable())
        throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptString. Decryption is not available.');
      return decrypt(encrypted, key(), 'decryptString');
    },
    async encryptStringAsync(plainText) {
      if (!isAsyncAvailable()) throw new Error('Error while encrypting the text provided to safeStorage.encryptStringAsync.');
      return encrypt(plainText, key());
    },
    async decryptStringAsync(encrypted) {
      if (!isAsyncAvailable()) throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptStringAsync.');
      return { shouldReEncrypt: false, result: decrypt(encrypted, key(), 'decryptStringAsync') };
    },
  };
}

function encrypt(plainText: string, key: Buffer): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const text = Buffer.concat([cipher.update(plainText, 'utf8'), cipher.final()]);
  return Buffer.concat([PREFIX, iv, cipher.getAuthTag(), text]);
}

function decrypt(encrypted: Buffer, key: Buffer, caller: string): string {
  const iv = encrypted.subarray(PREFIX.length, PREFIX.length + IV_BYTES);
  const tag = encrypted.subarray(PREFIX.length + IV_BYTES, PREFIX.length + IV_BYTES + TAG_BYTES);
  const text = encrypted.subarray(PREFIX.length + IV_BYTES + TAG_BYTES);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, iv).setAuthTag(tag);
    return decipher.update(text, undefined, 'utf8') + decipher.final('utf8');
  } catch (cause) {
    throw new Error(`Error while decrypting the ciphertext provided to safeStorage.${caller}.`, { cause });
  }
}
