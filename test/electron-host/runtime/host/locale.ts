/**
 * The language of the app: the `--lang` switch, else the environment, as Chromium reads it on Linux.
 */

type Variables = Readonly<Record<string, string | undefined>>;

/** @returns a BCP 47 tag such as `zh-CN`; `en-US` where nothing says otherwise */
export function detectLocale(languageSwitch: string, variables: Variables): string {
  if (languageSwitch !== '') return languageSwitch;
  // A variable that is set to nothing counts as not set (POSIX, section 8.2).
  const value = [variables.LC_ALL, variables.LC_MESSAGES, variables.LANG].find((text) => text !== undefined && text !== '') ?? '';
  const [, language, region] = /^([a-z]{2,3})(?:_([A-Z]{2}))?/.exec(value) ?? [];
  if (!language) return 'en-US';
  return region ? `${language}-${region}` : language;
}
