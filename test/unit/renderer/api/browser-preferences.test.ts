import { describe, expect, it } from 'vitest';
import { createPreferenceStore } from '../../../../app/renderer/api/browser-preferences.ts';

function createStorage(first?: string): Storage {
  const values = new Map<string, string>(first === undefined ? [] : [['mqttx-preferences', first]]);
  return {
    get length() {
      return values.size;
    },
    clear: () => values.clear(),
    getItem: (key) => values.get(key) ?? null,
    key: (index) => [...values.keys()][index] ?? null,
    removeItem: (key) => void values.delete(key),
    setItem: (key, value) => void values.set(key, value),
  };
}

const DEFAULTS = { theme: 'system', language: 'system', firstRunDone: false };

describe('createPreferenceStore', () => {
  it('starts with what the system says, and keeps a change', () => {
    const store = createPreferenceStore(createStorage());
    expect(store.read()).toEqual(DEFAULTS);
    store.change({ theme: 'night' });
    store.change({ language: 'zh' });
    expect(store.read()).toEqual({ theme: 'night', language: 'zh', firstRunDone: false });
  });

  it.each(['{', 'null', '[]', '"x"'])('falls back to the defaults for %s', (text) => {
    expect(createPreferenceStore(createStorage(text)).read()).toEqual(DEFAULTS);
  });

  it('keeps the good parts of a text that is wrong in one', () => {
    const store = createPreferenceStore(createStorage('{"theme":"dark","language":"tlh","firstRunDone":true}'));
    expect(store.read()).toEqual({ theme: 'dark', language: 'system', firstRunDone: true });
  });
});
