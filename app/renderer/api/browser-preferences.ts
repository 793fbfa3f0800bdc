/**
 * Preferences in the browser's local storage. In the desktop's window they are a copy of its settings that is there before
 * main can answer, so that the first paint has the right theme and language.
 */
import { z } from 'zod';
import type { Preferences } from '../../shared/dashboard-api.ts';
import { languageSchema, themeSchema } from '../../shared/ipc/settings.ts';

const KEY = 'mqttx-preferences';

const storedSchema = z.object({
  theme: themeSchema.catch('system'),
  language: languageSchema.catch('system'),
  firstRunDone: z.boolean().catch(false),
});

const DEFAULTS: Preferences = { theme: 'system', language: 'system', firstRunDone: false };

export interface PreferenceStore {
  read(): Preferences;
  change(change: Partial<Preferences>): void;
}

export function createPreferenceStore(storage: Storage): PreferenceStore {
  const read = (): Preferences => {
    const stored = storage.getItem(KEY);
    return stored === null ? DEFAULTS : parseStored(stored);
  };
  return {
    read,
    change: (change) => storage.setItem(KEY, JSON.stringify({ ...read(), ...change })),
  };
}

function parseStored(text: string): Preferences {
  try {
    return storedSchema.catch(DEFAULTS).parse(JSON.parse(text));
  } catch {
    // Somebody else's text under our name: the defaults do, and the next change overwrites it.
    return DEFAULTS;
  }
}
