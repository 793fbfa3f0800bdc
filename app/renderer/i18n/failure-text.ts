/**
 * A failure in the person's language: title and advice by its code where we know it, else what the sidecar said. The detail
 * (which broker, which topic) always comes from the sidecar.
 */
import type { Failure } from '../../shared/ipc/result.ts';
import type { CrashReason } from '../../shared/ipc/sidecar.ts';
import { en } from './en.ts';
import type { MessageKey, Translate } from './translate.ts';

export interface FailureText {
  readonly title: string;
  readonly detail: string;
}

export function failureText(failure: Failure, t: Translate): FailureText {
  const title = textOf(`error.${failure.code}`, t) ?? failure.message;
  const hint = textOf(`hint.${failure.code}`, t) ?? failure.hint;
  const happened = title === failure.message ? '' : failure.message;
  return { title, detail: [happened, hint].filter((part) => part !== '').join(' ') };
}

/** What the sidecar died of, in the person's language. */
export function crashText(reason: CrashReason, t: Translate): FailureText {
  switch (reason.kind) {
    case 'exit':
      return { title: t(`crash.${reason.end}`, { code: String(reason.code) }), detail: '' };
    case 'not-ready':
      return { title: t('crash.not-ready', { seconds: reason.seconds }), detail: '' };
    case 'refused':
      return failureText(reason.failure, t);
  }
}

/** The text of a key that was put together at run time; undefined when there is no such key, or it has places to fill. */
export function textOf(key: string, t: Translate): string | undefined {
  return isPlainKey(key) ? t(key) : undefined;
}

type PlainKey = {
  [K in MessageKey]: (typeof en)[K] extends string ? ((typeof en)[K] extends `${string}{${string}` ? never : K) : never;
}[MessageKey];

function isPlainKey(key: string): key is PlainKey {
  if (!Object.hasOwn(en, key)) return false;
  const found = Object.entries(en).find(([name]) => name === key)?.[1];
  return typeof found === 'string' && !found.includes('{');
}
