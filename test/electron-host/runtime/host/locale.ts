/**
 * The language of the app: the `--lang` switch, else the environment, as Chromium reads it on Linux.
 */

type Variables = Readonly<Record<string, string | undefined>>;

/** @returns a BCP 47 tag such as `zh-CN`; `en-US` where nothing says otherwise */
export function detectLocale(languageSwitch: string, { LC_ALL, LC_MESSAGES, LANG }: Variables): string {
  if (languageSwitch) return languageSwitch;
  const [, language, region] = /^([a-z]{2,3})(?:_([A-Z]{2}))?/.exec(LC_ALL || LC_MESSAGES || LANG || '') ?? [];
  if (!language) return 'en-US';
  return region ? `${language}-${region}` : language;
}
