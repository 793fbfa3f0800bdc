/** From a key to the words of the person's language. Pure; the language of the system is handed in. */
import type { Language } from '../../shared/ipc/settings.ts';
import { en, type MessageKey, type Messages } from './en.ts';
import { zh } from './zh.ts';

export type Translate = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;

/** @param locale of the system, as `zh-CN`; used when the person chose no language */
export function resolveLanguage(language: Language, locale: string): 'en' | 'zh' {
  if (language !== 'system') return language;
  return /^zh\b/i.test(locale) ? 'zh' : 'en';
}

export function createTranslate(language: 'en' | 'zh'): Translate {
  const messages: Messages = language === 'zh' ? zh : en;
  return (key, values = {}) => messages[key].replaceAll(/\{(\w+)\}/g, (_whole, name: string) => String(values[name] ?? ''));
}
