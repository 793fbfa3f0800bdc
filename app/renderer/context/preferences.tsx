/**
 * Theme and language of the page: applied to the root element, changed through the API, and followed when the system changes
 * or another window changes the settings. The first values are handed in, so that the first paint is right.
 */
import { useMediaQuery } from '@mantine/hooks';
import { createContext, type ReactNode, useContext, useEffect, useLayoutEffect, useMemo, useState } from 'react';
import type { Preferences } from '../../shared/dashboard-api.ts';
import { en } from '../i18n/en.ts';
import { createTranslate, type Locale, type Messages, resolveLocale, type Translate } from '../i18n/translate.ts';
import { zh } from '../i18n/zh.ts';
import { type AppliedTheme, applyTheme, resolveTheme } from '../theme/apply-theme.ts';
import { useApi } from './api.tsx';

interface PreferencesValue {
  readonly preferences: Preferences;
  readonly theme: AppliedTheme;
  readonly locale: Locale;
  readonly t: Translate;
  /** Shown at once; rejects when it could not be kept. */
  change(change: Partial<Preferences>): Promise<void>;
}

const MESSAGES: Readonly<Record<Locale, Messages>> = { en, zh };
const HTML_LANGUAGE: Readonly<Record<Locale, string>> = { en: 'en', zh: 'zh-CN' };

const PreferencesContext = createContext<PreferencesValue | null>(null);

export function PreferencesProvider({ first, children }: { readonly first: Preferences; readonly children: ReactNode }) {
  const api = useApi();
  const [preferences, setPreferences] = useState(first);
  const systemIsDark = useMediaQuery('(prefers-color-scheme: dark)', false, { getInitialValueInEffect: false });
  const theme = resolveTheme(preferences.theme, systemIsDark);
  const locale = resolveLocale(preferences.language, navigator.languages);

  useEffect(() => {
    api.readPreferences().then(setPreferences, () => undefined);
    return api.desktop?.settings.onChange((settings) => {
      const { theme: chosen, language, firstRunDone } = settings;
      setPreferences({ theme: chosen, language, firstRunDone });
    });
  }, [api]);

  useLayoutEffect(() => {
    applyTheme(document.documentElement, theme);
    document.documentElement.lang = HTML_LANGUAGE[locale];
  }, [theme, locale]);

  const value = useMemo<PreferencesValue>(
    () => ({
      preferences,
      theme,
      locale,
      t: createTranslate(MESSAGES[locale], locale),
      change(change) {
        setPreferences((before) => ({ ...before, ...change }));
        return api.changePreferences(change);
      },
    }),
    [api, preferences, theme, locale],
  );

  return <PreferencesContext value={value}>{children}</PreferencesContext>;
}

export function usePreferences(): PreferencesValue {
  const value = useContext(PreferencesContext);
  if (value === null) throw new Error('usePreferences stands outside of PreferencesProvider.');
  return value;
}

/** The language's half of it, which nearly every component needs. */
export function useLanguage(): Pick<PreferencesValue, 't' | 'locale'> {
  return usePreferences();
}
