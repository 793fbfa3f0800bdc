/**
 * What needs a person's attention, in their language. In English the sender's own words, which know more; elsewhere the
 * translation of the codes that the sidecar uses. What the desktop's main process tells is translated already. Pure.
 */
import type { AdminSnapshot, Attention, ConnectionView } from '../../../sidecar/admin/schema.ts';
import type { Locale, Translate } from '../i18n/translate.ts';
import { ownerName } from './connection.ts';

export interface AttentionText {
  readonly title: string;
  readonly detail: string;
  readonly hint: string;
}

/** The broker connection that it is about, if it is about one: its id follows the colon. */
export function connectionOf({ id, code }: Attention, { connections }: AdminSnapshot): ConnectionView | undefined {
  if (code !== 'connection-down' && code !== 'connection-failed') return undefined;
  const connection = id.slice(id.indexOf(':') + 1);
  return connections.find((candidate) => candidate.id === connection);
}

export function attentionText(attention: Attention, snapshot: AdminSnapshot, locale: Locale, t: Translate): AttentionText {
  const { code, detail, hint, title } = attention;
  if (locale === 'en') return { title, detail, hint };
  const connection = connectionOf(attention, snapshot);
  if (connection !== undefined && (code === 'connection-down' || code === 'connection-failed')) {
    const broker = `${ownerName(connection, snapshot, t)} (${connection.url})`;
    return { title: t(`attention.${code}`, { broker }), detail, hint: t(`attentionHint.${code}`) };
  }
  if (code === 'store-failing' || code === 'store-replaced') {
    return { title: t(`attention.${code}`), detail, hint: t(`attentionHint.${code}`) };
  }
  return { title, detail, hint };
}

const GRAVITY = { error: 0, warning: 1, info: 2 } as const;

export function gravestFirst(attention: readonly Attention[]): readonly Attention[] {
  return attention.toSorted((a, b) => GRAVITY[a.severity] - GRAVITY[b.severity]);
}
