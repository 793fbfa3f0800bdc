/**
 * The environment variables that steer the host, parsed once. Nothing else of the host reads the environment, but for
 * what Electron itself reads there (XDG_CONFIG_HOME, LANG).
 */
import { z } from 'zod';

const storageBackend = z.enum(['basic_text', 'gnome_libsecret', 'kwallet', 'kwallet5', 'kwallet6', 'unknown', 'none']);

const environment = z.object({
  /** Chromium's executable. */
  ELECTRON_HOST_CHROMIUM: z.string().default('/usr/bin/chromium'),
  /** What `safeStorage.getSelectedStorageBackend()` answers; `none` makes encryption unavailable altogether. */
  ELECTRON_HOST_SECRET_BACKEND: storageBackend.optional(),
  /** The colour scheme of the system. */
  ELECTRON_HOST_COLOR_SCHEME: z.enum(['light', 'dark']).default('light'),
});

export interface HostSettings {
  readonly chromium: string;
  readonly secretBackend: z.output<typeof storageBackend> | undefined;
  readonly colorScheme: 'light' | 'dark';
}

/** @throws Error naming the variable that has a value it cannot have */
export function parseSettings(variables: Readonly<Record<string, string | undefined>>): HostSettings {
  const parsed = environment.safeParse(variables);
  if (!parsed.success) throw new Error(`The test host cannot start:\n${z.prettifyError(parsed.error)}`);
  return {
    chromium: parsed.data.ELECTRON_HOST_CHROMIUM,
    secretBackend: parsed.data.ELECTRON_HOST_SECRET_BACKEND,
    colorScheme: parsed.data.ELECTRON_HOST_COLOR_SCHEME,
  };
}
