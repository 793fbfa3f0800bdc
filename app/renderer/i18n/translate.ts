/**
 * Messages with named places and plurals, typed from the English ones: an unknown key, a missing translation and a missing
 * or superfluous place are compile errors. Numbers are written as the language writes them. Pure; React is in `language.tsx`.
 */
import type { en } from './en.ts';

/** A text, or one for each plural category that the language has; the place `{count}` decides. */
export type Message = string | { readonly one: string; readonly other: string };

export type MessageKey = keyof typeof en;
export type Messages = Readonly<Record<MessageKey, Message>>;
export type Locale = 'en' | 'zh';

type Places<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Places<Rest> : never;
type PlacesOf<M> = M extends { readonly one: infer One; readonly other: infer Other } ? 'count' | Places<One> | Places<Other> : Places<M>;
type Values<K extends MessageKey> = Readonly<Record<PlacesOf<(typeof en)[K]>, string | number>>;
type Arguments<K extends MessageKey> = [PlacesOf<(typeof en)[K]>] extends [never] ? [] : [values: Values<K>];

export type Translate = <K extends MessageKey>(key: K, ...values: Arguments<K>) => string;

export function createTranslate(messages: Messages, locale: Locale): Translate {
  const plural = new Intl.PluralRules(locale);
  const number = new Intl.NumberFormat(locale);
  return (key, ...[values]) => {
    const message = messages[key];
    const given: Readonly<Record<string, string | number>> = values ?? {};
    return choose(message, given['count'], plural).replace(/\{(\w+)\}/g, (place, name: string) => {
      const value = given[name];
      if (value === undefined) return place;
      return typeof value === 'number' ? number.format(value) : value;
    });
  };
}

function choose(message: Message, count: string | number | undefined, plural: Intl.PluralRules): string {
  if (typeof message === 'string') return message;
  return typeof count === 'number' && plural.select(count) === 'one' ? message.one : message.other;
}

/** The language of the page, from what the person chose and what the system speaks. */
export function resolveLocale(language: 'system' | Locale, systemLanguages: readonly string[]): Locale {
  if (language !== 'system') return language;
  const first = systemLanguages.find((tag) => /^(en|zh)\b/i.test(tag));
  return first?.toLowerCase().startsWith('zh') === true ? 'zh' : 'en';
}
